"""From an opened year to the page on which its quarter-hours can be walked through."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from consumption.pages import presenter, words
from consumption.pages.operations import Opened
from consumption.pages.page import Link, Table


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """The frame of the chart, which a script fills from `url`, and the year in months for who cannot use it."""

    public_id: str
    address: str
    title: str
    years: list[Link]
    url: str
    unit: str
    step: int  # seconds of an interval
    use: str
    used: str  # sentence with {} for an amount
    back: str
    day_href: str
    table: Table | None


def page(opened: Opened) -> ExplorePage:
    """The page of the year of `opened`, which was opened by its year."""
    access_point, window = opened.grant.access_point, opened.choice.window
    channel = presenter.main_channel(opened)
    title = (
        _("Your gas hour by hour, %(year)s") if channel.is_gas else _("Your electricity by quarter-hour, %(year)s")
    )
    inside = opened.grant.period
    history = reverse("consumption:history", args=[access_point.public_id])
    table = presenter.year_table(opened)
    last = min(opened.today.year, (inside.end or opened.today).year)
    years = range(inside.start.year, last + 1)
    return ExplorePage(
        public_id=str(access_point.public_id),
        address=access_point.address,
        title=title % {"year": window.start.year},
        years=[Link(str(year), f"?year={year}", current=year == window.start.year) for year in years],
        url=f"{reverse('consumption:intervals', args=[access_point.public_id])}?year={window.start.year}",
        unit=words.unit_of(channel).symbol,
        step=channel.step_seconds,
        used=(_("%(amount)s used") if channel.is_gas else _("%(amount)s drawn")) % {"amount": "{}"},
        back=_("%(amount)s injected") % {"amount": "{}"},
        use=_("Used") if channel.is_gas else _("Drawn"),
        day_href=f"{history}?view=day",
        table=replace(table, rows=[replace(row, href=row.href and history + row.href) for row in table.rows])
        if table
        else None,
    )
