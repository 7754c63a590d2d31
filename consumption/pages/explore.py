"""From an opened year to the page on which its quarter-hours can be walked through."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from consumption.pages import presenter, words
from consumption.pages.links import address
from consumption.pages.operations import Opened
from consumption.pages.page import Link, Table


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """The frame of the chart, which a script fills from `url`, and the year in months for who cannot use it."""

    history: str  # the way back
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
    if opened.grant.actor.is_holder:
        title = _("Gas hour by hour, %(year)s") if channel.is_gas else _("Electricity by quarter-hour, %(year)s")
    elif channel.is_gas:
        title = _("Your gas hour by hour, %(year)s")
    else:
        title = _("Your electricity by quarter-hour, %(year)s")
    inside = opened.grant.period
    history = address("history", opened.grant)
    table = presenter.year_table(opened)
    last = min(opened.today.year, (inside.end or opened.today).year)
    years = range(inside.start.year, last + 1)
    return ExplorePage(
        history=history,
        address=access_point.address,
        title=title % {"year": window.start.year},
        years=[Link(str(year), f"?year={year}", current=year == window.start.year) for year in years],
        url=f"{address('intervals', opened.grant)}?year={window.start.year}",
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
