"""The rows of "take your data along"."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consumption.pages import words
from consumption.pages.links import address
from consumption.pages.page import Download
from consumption.pages.windows import View, Window
from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.grid.models import Energy


def downloads(grant: Grant, window: Window, finest: Granularity) -> list[Download]:
    """Files of what the page shows, and the way to all the rest."""
    page = address("download", grant)
    inside = grant.period.intersection(window.period)
    rows = []
    if inside is not None and inside.end is not None and finest >= Granularity.DAY:
        days = inside.length
        named = {"period": _named(window)}
        query = {"start": inside.start.isoformat(), "end": (inside.end - timedelta(days=1)).isoformat()}
        if window.view is not View.DAY:
            rows.append(
                Download(
                    label=_("By day, %(period)s") % named,
                    detail=_lines(days),
                    href=f"{page}?{urlencode({'format': 'csv', 'granularity': 'day', **query})}",
                    action="CSV",
                    spoken=_("by day"),
                )
            )
        if finest is Granularity.INTERVAL and window.view is not View.YEAR:
            hourly = grant.access_point.energy == Energy.GAS
            label = _("By hour, %(period)s") if hourly else _("By quarter-hour, %(period)s")
            rows.append(
                Download(
                    label=label % named,
                    detail=_lines(days * (24 if hourly else 96)),
                    href=f"{page}?{urlencode({'format': 'csv', 'granularity': 'interval', **query})}",
                    action="CSV",
                    spoken=_("by hour") if hourly else _("by quarter-hour"),
                )
            )
    whole = _("All that you may see") if grant.actor.is_holder else _("Your whole history")
    rows.append(Download(whole, _("Three years at most, Excel or CSV"), page, _("Choose")))
    return rows


def _lines(count: int) -> str:
    return ngettext("CSV, about %(count)s line", "CSV, about %(count)s lines", count) % {
        "count": words.fixed(count * 1000, 0)
    }


def _named(window: Window) -> str:
    match window.view:
        case View.DAY:
            return words.long_day(window.start)
        case View.MONTH:
            return words.month(window.start)
        case View.YEAR:
            return str(window.start.year)
        case _:
            return words.days_between(window.start, window.end)
