"""What the template of a history page shows: words and drawings, nothing left to decide."""

from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString, mark_safe

from consumption.pages.told import Seen, Told


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure beside the headline."""

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """This stretch beside the year before: icon, "12 % less", "than in October 2025 (271 kWh)"."""

    icon: str
    change: str
    than: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One number, one sentence, one comparison. Where there is nothing to count, `sentence` says why."""

    title: str
    number: str = ""
    unit: str = ""
    sentence: str = ""
    comparison: Comparison | None = None
    no_comparison: str = ""
    facts: list[Fact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """`current` marks the one that is shown."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend; `css` is the class of what it explains."""

    css: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its head and its other cells."""

    head: str
    cells: list[str]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The figures behind a chart."""

    caption: str
    columns: list[str]
    rows: list[Row]
    total: list[str]  # head and cells; empty for none

    @property
    def body(self) -> SafeString:
        """The rows as markup, joined: a hundred of them through the template engine would cost half the page."""
        parts = []
        for row in self.rows:
            head = escape(row.head)
            if row.href:
                head = f'<a href="{escape(row.href)}">{head}</a>'
            cells = "".join([f"<td>{escape(cell)}</td>" for cell in row.cells])
            parts.append(f'<tr><th scope="row">{head}</th>{cells}</tr>')
        return mark_safe("".join(parts))  # noqa: S308  # each text above is escaped


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, large and small, with their legend and table."""

    title: str
    legend: list[Key]
    large: SafeString
    small: SafeString
    table: Table


@dataclass(frozen=True, slots=True)
class Heat:
    """The hour-by-day map, large and small."""

    intro: str
    top: str  # what the darkest shade stands for
    large: SafeString
    small: SafeString
    day_href: str  # the day view


@dataclass(frozen=True, slots=True)
class Download:
    """A row of "take your data along"."""

    label: str
    detail: str
    href: str
    action: str
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pages of all meters have alike."""

    public_id: str
    address: str
    ean: str
    is_gas: bool
    by_code: bool  # the reader came in by a code and sees months and years only
    by_person: bool  # a person reads the meter: it sends nothing
    lives_here: bool  # the reader is the occupant today
    basis: list[str]  # why somebody else may see this, in sentences; empty for who sees the own home
    notices: list[str]
    viewers: list[Seen]


@dataclass(frozen=True, slots=True)
class Page:
    """The history page of a meter that sends its values."""

    frame: Frame
    headline: Headline
    tabs: list[Link]
    units: list[Link]
    period: str
    earlier: Link | None
    later: Link | None
    chart: Chart | None
    empty: str  # why there is no chart
    heat: Heat | None
    no_heat: str  # why there is no map, where one would be
    insights: list[Told]
    downloads: list[Download]
    notes: list[str]
    explore: str  # where quarter-hours are walked through; "" without any


@dataclass(frozen=True, slots=True)
class ReadingsPage:
    """The history page of a meter that a person reads."""

    frame: Frame
    headline: Headline
    chart: Chart | None
    downloads: list[Download]
    notes: list[str]
