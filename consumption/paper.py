"""A history on paper: by month, or between the readings of a meter that a person reads. For letters and files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from consumption.history.aggregates import bucket_end, bucket_start
from consumption.history.operations import disclose_buckets, disclose_index_history
from consumption.history.queries import meters, read_by_a_person
from consumption.history.series import MISSING, Bucket, IndexPeriod, Step
from consumption.pages import words
from consumption.store.kinds import Channel, Status
from portal.access.grants import Grant
from portal.documents.model import Bar, BarChart, Block, Column, Paragraph, Table
from portal.ui import formats

_BARS = 13  # the last year, and the same month a year before

Row = dict[str, Any]


def read(*, grant: Grant, channel: str, purpose: str = "") -> list[Row]:
    """Trace, then read, the whole history of `grant`, by channel and oldest first, as JSON values.

    A row holds channel, start, end (ISO, end not included), total, day, night (Wh or dm³, -1 not known), estimated
    and partial. Raises `NotVisible`.
    """
    if read_by_a_person(meters(grant)):
        periods = disclose_index_history(grant=grant, period=grant.period, channel=channel, purpose=purpose)
        periods.sort(key=lambda each: (each.channel, each.start))
        return [_of_readings(each) for each in periods]
    found = disclose_buckets(grant=grant, period=grant.period, step=Step.MONTH, channel=channel, purpose=purpose)
    return [_of_month(key, bucket) for key in sorted(found) for bucket in _trimmed(found[key])]


def blocks(rows: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    """The rows of `read` in the active language: a chart of the last ones and a table for each channel."""
    by_channel = [(Channel(key), list(group)) for key, group in groupby(rows, key=lambda row: row["channel"])]
    if not by_channel:
        return (Paragraph(_("We have no readings of this period.")),)
    made: list[Block] = []
    for channel, group in by_channel:
        made += [_chart(channel, group[-_BARS:]), _table(channel, group)]
    return tuple(made)


def _of_readings(period: IndexPeriod) -> Row:
    return {
        "channel": int(period.channel),
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "total": period.total,
        "day": period.day_part,
        "night": period.night,
        "estimated": period.status == Status.ESTIMATED,
        "partial": False,
    }


def _of_month(channel: Channel, bucket: Bucket) -> Row:
    return {
        "channel": int(channel),
        "start": bucket.start.isoformat(),
        "end": bucket.end.isoformat(),
        "total": bucket.total,
        "day": bucket.day_part,
        "night": bucket.night,
        "estimated": bucket.estimated_days > 0,
        "partial": bucket.total >= 0 and not bucket.complete,
    }


def _trimmed(buckets: Sequence[Bucket]) -> Sequence[Bucket]:
    """Without the months before the first and after the last value."""
    known = [at for at, bucket in enumerate(buckets) if bucket.total >= 0]
    return buckets[known[0] : known[-1] + 1] if known else []


def _title(channel: Channel) -> str:
    return {
        Channel.OFFTAKE: _("Electricity taken from the grid"),
        Channel.INJECTION: _("Electricity put into the grid"),
        Channel.GAS_ENERGY: _("Gas, as energy"),
        Channel.GAS_VOLUME: _("Gas, as volume"),
    }[channel]


def _table(channel: Channel, rows: Sequence[Mapping[str, Any]]) -> Table:
    unit = words.unit_of(channel).symbol
    split = any(row["night"] >= 0 for row in rows)
    remarked = any(row["estimated"] or row["partial"] or row["total"] < 0 for row in rows)
    columns = [Column(_("Period"))]
    columns += [Column(_("Day, %(unit)s") % {"unit": unit}, numeric=True)] if split else []
    columns += [Column(_("Night, %(unit)s") % {"unit": unit}, numeric=True)] if split else []
    columns += [Column(_("Total, %(unit)s") % {"unit": unit}, numeric=True)]
    columns += [Column(_("Remark"))] if remarked else []
    lines = []
    for row in rows:
        parts = [row["day"], row["night"]] if split else []
        line = [_period(row), *(_amount(part) for part in (*parts, row["total"]))]
        lines.append((*line, _remark(row)) if remarked else tuple(line))
    return Table(_title(channel), tuple(columns), tuple(lines))


def _chart(channel: Channel, rows: Sequence[Mapping[str, Any]]) -> BarChart:
    unit = words.unit_of(channel)
    bars = [
        Bar(
            label=_label(row),
            value=row["total"] / 1000 if row["total"] >= 0 else None,
            text=words.amount(row["total"], unit, 0) if row["total"] >= 0 else "",
            estimated=row["estimated"],
        )
        for row in rows
    ]
    told = [(row, bar) for row, bar in zip(rows, bars, strict=True) if bar.value is not None]
    most = max(told, key=lambda pair: pair[1].value or 0, default=None)
    description = _("The most: %(amount)s, %(period)s.") % {
        "amount": most[1].text if most else "–",
        "period": _period(most[0]) if most else "–",
    }
    return BarChart(_title(channel), unit.symbol, tuple(bars), description)


def _days(row: Mapping[str, Any]) -> tuple[date, date]:
    return date.fromisoformat(row["start"]), date.fromisoformat(row["end"])


def _is_month(row: Mapping[str, Any]) -> bool:
    start, end = _days(row)
    return start == bucket_start(start, Step.MONTH) and end == bucket_end(start, Step.MONTH)


def _period(row: Mapping[str, Any]) -> str:
    start, end = _days(row)
    if _is_month(row):
        return words.month(start)
    last = end - timedelta(days=1)
    return f"{formats.day(start, 'numeric')} – {formats.day(last, 'numeric')}"


def _label(row: Mapping[str, Any]) -> str:
    start, end = _days(row)
    return words.short_month(start) if (end - start).days <= 31 else str(end.year)


def _amount(thousandths: int) -> str:
    return words.fixed(thousandths, 0) if thousandths > MISSING else "–"


def _remark(row: Mapping[str, Any]) -> str:
    if row["total"] < 0:
        return _("not known")
    told = [_("partly estimated")] if row["estimated"] else []
    told += [_("some days are missing")] if row["partial"] else []
    return ", ".join(told)
