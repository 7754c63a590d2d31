"""What a document is made of. A room composes one in words of the reader's language; nothing here knows layouts.

Texts are plain: no markup. Numbers in tables and facts come formatted for the reader (`portal.ui.formats`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar


class Confidentiality(StrEnum):
    """The class that a file bears (R16)."""

    PUBLIC = "C1"
    INTERNAL = "C2"
    RESTRICTED = "C3"
    CONFIDENTIAL = "C4"


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and their values, one below the other."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """The one number that the reader came for, large: an EAN, a code, an amount."""

    kind: ClassVar[str] = "figure"
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A box that stands out: what to do, until when."""

    kind: ClassVar[str] = "notice"
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do, in order."""

    kind: ClassVar[str] = "steps"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def in_words(self) -> bool:
        """Whether no column holds numbers: a page then sets all of them from the left."""
        return not any(column.numeric for column in self.columns)


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None: not known, a gap and never a zero; `text` is the value in words with its unit."""

    label: str
    value: float | None
    text: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars over a common zero. `description` says in one sentence what it shows, for who does not see it."""

    kind: ClassVar[str] = "chart"
    caption: str
    unit: str
    bars: tuple[Bar, ...]
    description: str


@dataclass(frozen=True, slots=True)
class WebLink:
    """A page of the portal: its address in words, and a QR code on paper."""

    kind: ClassVar[str] = "link"
    label: str
    url: str


Block = Paragraph | Heading | Facts | Figure | Notice | Steps | Table | BarChart | WebLink


@dataclass(frozen=True, slots=True)
class Document:
    """`title` is the subject of a letter. `facts` stand beside the date: reference, access point, meter …"""

    title: str
    blocks: tuple[Block, ...]
    dated: date
    confidentiality: Confidentiality = Confidentiality.RESTRICTED
    reference: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    salutation: str = ""  # "Madame, Monsieur," – only a letter has one
    closing: str = ""  # the words above the sender's name
