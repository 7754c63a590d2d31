"""The consumption of a dossier: a chart of the last months, and all months by year, so that winters compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from babel.dates import get_month_names
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consumption import paper
from consumption.pages import words
from consumption.pages.charts import bars
from consumption.pages.charts.bars import Look
from consumption.store.kinds import Channel
from portal.documents.model import BarChart, Column, Table
from portal.ui import formats

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """One channel: `chart` and `table` for paper, `large` and `small` the chart for a screen."""

    chart: BarChart
    table: Table
    large: SafeString
    small: SafeString
    estimated: bool  # whether the chart shows an estimated value
    leads: bool  # the first one of an energy: the others are shown as tables alone


def histories(rows: Sequence[Row]) -> list[History]:
    """The rows of `paper.read`, channel by channel, in the active language. Gas known as energy is not told as
    volume too."""
    there = {row["channel"] for row in rows}
    left_out = Channel.GAS_VOLUME if Channel.GAS_ENERGY in there else None
    found: list[History] = []
    for channel, group in groupby(rows, key=lambda row: row["channel"]):
        if channel == left_out:
            continue
        of_channel = list(group)
        chart, listed = paper.blocks(of_channel)
        if not isinstance(chart, BarChart) or not isinstance(listed, Table):
            raise TypeError("a history on paper is a chart and a table")
        by_year = all(_in_one_month(row) for row in of_channel)
        drawn = _drawn(chart)
        found.append(
            History(
                chart=chart,
                table=_by_year(chart.caption, Channel(channel), of_channel) if by_year else listed,
                large=drawn.draw(bars.LARGE, [bar.label for bar in chart.bars]),
                small=drawn.draw(bars.SMALL, [bar.label[:1].upper() for bar in chart.bars])
                if by_year
                else drawn.draw(bars.SMALL, [bar.label for bar in chart.bars]),
                estimated=any(bar.estimated for bar in chart.bars),
                leads=not found,
            )
        )
    return found


def _drawn(chart: BarChart) -> bars.BarChart:
    return bars.BarChart(
        name=f"{chart.caption}. {chart.description}",
        unit=chart.unit,
        number=words.axis_number,
        bars=[
            bars.Bar(
                name=f"{bar.label}: {bar.text or _('not known')}",
                tip=(bar.text or _("not known"), bar.label),
                up=bar.value,
                look=Look.ESTIMATED if bar.estimated else Look.MEASURED,
            )
            for bar in chart.bars
        ],
    )


def _in_one_month(row: Row) -> bool:
    start, last = _days(row)
    return (start.year, start.month) == (last.year, last.month)


def _days(row: Row) -> tuple[date, date]:
    """The first and the last day."""
    return date.fromisoformat(row["start"]), date.fromisoformat(row["end"]) - timedelta(days=1)


def _by_year(title: str, channel: Channel, rows: Sequence[Row]) -> Table:
    """A line for each month, a column for each year. A month that is not whole, or not measured, says so."""
    cells = {}
    for row in rows:
        start, _last = _days(row)
        cells[start.year, start.month] = row
    years = sorted({year for year, _month in cells})
    names = get_month_names("wide", context="stand-alone", locale=formats.locale())
    lines = [
        (words.capitalised(names[month]), *(_cell(cells.get((year, month))) for year in years))
        for month in range(1, 13)
    ]
    unit = words.unit_of(channel).symbol
    caption = _("%(title)s, in %(unit)s") % {"title": title, "unit": unit}
    marks = [_("(e): partly estimated")] if any(row["estimated"] for row in rows) else []
    marks += [_("(p): some days are missing")] if any(row["partial"] for row in rows) else []
    return Table(
        ". ".join([caption, *marks]),
        (Column(_("Month")), *(Column(str(year), numeric=True) for year in years)),
        tuple(lines),
    )


def _cell(row: Row | None) -> str:
    if row is None or row["total"] < 0:
        return "–"
    marks = " (e)" if row["estimated"] else ""
    marks += " (p)" if row["partial"] else ""
    return words.fixed(row["total"], 0) + marks.replace(" ", formats.NO_BREAK)
