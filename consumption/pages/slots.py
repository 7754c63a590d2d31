"""The steps of a page: one slot is a bar of the chart and a row of the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consumption.history.aggregates import bucket_end, summed
from consumption.history.operations import History
from consumption.history.reasons import Missing, outside
from consumption.history.series import Bucket, DailyHistory, IntervalHistory, Step
from consumption.pages import words
from consumption.pages.charts.bars import Look
from consumption.pages.told import reason_words
from consumption.pages.windows import View, Window
from consumption.store.kinds import Channel, Status
from portal.access.grants import Grant
from portal.primitives.period import BELGIUM, belgian_day, years_before


@dataclass(frozen=True, slots=True)
class Slot:
    """One step in time. Quantities are in Wh or dm³; None is missing, and `state` says why."""

    title: str  # in the table and the tip
    spoken: str  # to a screen reader
    label: str  # below the large chart
    small: str  # below the small one; "" for none
    up: int | None
    down: int | None = None
    before: int | None = None
    night: int | None = None
    look: Look = Look.MEASURED
    state: str = ""
    href: str = ""
    strong: bool = False
    blank: bool = False  # still to come


def link(view: View, day: date, unit: str) -> str:
    """The address of another view of the same page."""
    kept = f"&unit={unit}" if unit else ""
    return f"?view={view}&date={day.isoformat()}{kept}"


def day_slots(history: History, channel: Channel, window: Window, unit: str, *, linked: bool) -> list[Slot]:
    """A slot for each day of `window`, those outside the right included: they say why they are empty."""
    grant = history.grant
    use = history.daily[channel]
    back = history.daily.get(Channel.INJECTION) if channel is Channel.OFFTAKE else None
    before = history.before.get(channel)
    reasons = history.reasons(channel)
    in_week = window.view is View.WEEK
    slots = []
    for day in window.period.days():
        at = (day - use.start).days
        inside = 0 <= at < len(use)
        up = _value(use, at) if inside else None
        reason = None if up is not None else reasons.get(day) or outside(grant, day) or Missing.IN_THE_FUTURE
        label = words.short_day(day) if in_week else str(day.day)
        small = words.weekday(day) if in_week else (str(day.day) if day.day == 1 or day.day % 5 == 0 else "")
        slots.append(
            Slot(
                title=words.short_day(day),
                spoken=words.spoken_day(day),
                label=label,
                small=small,
                up=up,
                down=_value(back, at) if back is not None and inside else None,
                before=_value(before, at) if before is not None and inside else None,
                night=_night(use, at) if inside else None,
                look=_look(int(use.statuses[at])) if inside else Look.MEASURED,
                state=reason_words(reason, day, belgian_day(grant.decided_at))
                if reason
                else status_words(int(use.statuses[at])),
                href=link(View.DAY, day, unit) if linked and inside and up is not None else "",
                strong=day.weekday() >= 5,
                blank=reason is Missing.IN_THE_FUTURE,
            )
        )
    return slots


def month_slots(history: History, channel: Channel, window: Window, unit: str) -> list[Slot]:
    """A slot for each month of a year, out of days. The year before counts only the days that both years have."""
    use = history.daily[channel]
    before = history.before.get(channel)
    injection = history.daily.get(Channel.INJECTION) if channel is Channel.OFFTAKE else None
    back = {bucket.start.month: bucket for bucket in summed(injection, Step.MONTH)} if injection else {}
    both = {bucket.start.month: bucket for bucket in summed(_like(before, use), Step.MONTH)} if before else {}
    here = {bucket.start.month: bucket for bucket in summed(use, Step.MONTH)}
    return [
        _bucket_slot(
            first, here.get(first.month), back.get(first.month), both.get(first.month), history.grant, unit
        )
        for first in _months(window)
    ]


def coarse_slots(buckets: list[Bucket], back: list[Bucket], window: Window, grant: Grant, unit: str) -> list[Slot]:
    """A slot for each month of a year (or each year) out of sums.

    The month of the year before stands beside it when both are complete.
    """
    by_start = {_floor(bucket, window.view): bucket for bucket in buckets}
    injected = {_floor(bucket, window.view): bucket for bucket in back}
    if window.view is View.YEARS:
        years = range(window.start.year, (window.end - timedelta(days=1)).year + 1)
        firsts = [date(year, 1, 1) for year in years]
    else:
        firsts = list(_months(window))
    slots = []
    for first in firsts:
        here = by_start.get(first)
        before = by_start.get(years_before(first, 1)) if window.view is View.YEAR else None
        alike = here and before and here.complete and before.complete and abs(here.days - before.days) <= 1
        step = View.YEAR if window.view is View.YEARS else View.MONTH
        slots.append(
            _bucket_slot(
                first, here, injected.get(first), before if alike else None, grant, unit, step, linked=False
            )
        )
    return slots


def interval_slots(history: History, channel: Channel, *, hourly: bool = False) -> list[Slot]:
    """A slot for each quarter-hour (or hour of gas) of one day; `hourly` sums four quarter-hours.

    In the autumn night two hours bear the same time: they are told apart by summer and winter time.
    """
    use = history.intervals[channel]
    back = history.intervals.get(Channel.INJECTION) if channel is Channel.OFFTAKE else None
    per = 4 if hourly and use.step_seconds == 900 else 1
    ups, downs = _grouped(use, per), _grouped(back, per) if back is not None else None
    starts = use.starts[::per].astype(np.int64).tolist()
    statuses = use.statuses.reshape(-1, per).max(axis=1).tolist() if len(use) else []
    nights = use.night[::per].tolist() if use.night is not None else None
    length = timedelta(seconds=use.step_seconds * per)
    slots = []
    for n, stamp in enumerate(starts):
        begin = datetime.fromtimestamp(stamp, UTC).astimezone(BELGIUM)
        until = (datetime.fromtimestamp(stamp, UTC) + length).astimezone(BELGIUM)
        title = f"{words.clock(begin.hour, begin.minute)} – {words.clock(until.hour, until.minute)}"
        if doubled(begin):
            season = _("summer time") if begin.dst() else _("winter time")
            title = f"{title} ({season})"
        whole = begin.minute == 0 and not begin.fold
        up = ups[n]
        status = statuses[n] if up is not None else int(Status.MISSING)
        slots.append(
            Slot(
                title=title,
                spoken=title,
                label=words.clock(begin.hour) if whole and begin.hour % 2 == 0 else "",
                small=words.clock(begin.hour) if whole and begin.hour % 6 == 0 else "",
                up=up,
                down=downs[n] if downs is not None else None,
                night=(up if nights[n] else 0) if nights is not None and up is not None else None,
                look=_look(status),
                state=status_words(status) if up is not None else _("No value received"),
            )
        )
    return slots


def doubled(moment: datetime) -> bool:
    """Whether the clock shows this time twice that night."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset() and moment.hour == 2


def status_words(status: int) -> str:
    """How a value came to be, for a table."""
    match status:
        case Status.ESTIMATED:
            return _("Estimated")
        case Status.CORRECTED:
            return _("Corrected")
        case Status.PARTLY_MISSING:
            return _("Incomplete")
        case _:
            return _("Measured")


def _bucket_slot(
    first: date,
    here: Bucket | None,
    back: Bucket | None,
    before: Bucket | None,
    grant: Grant,
    unit: str,
    step: View = View.MONTH,
    *,
    linked: bool = True,
) -> Slot:
    year = step is View.YEAR
    end = bucket_end(first, Step.YEAR if year else Step.MONTH)
    today = belgian_day(grant.decided_at)
    known = here is not None and here.total >= 0
    return Slot(
        title=str(first.year) if year else words.capitalised(words.month_name(first)),
        spoken=str(first.year) if year else words.month(first),
        label=str(first.year) if year else words.short_month(first),
        small=str(first.year) if year else words.narrow_month(first),
        up=here.total if here and known else None,
        down=back.total if back and back.total >= 0 else None,
        before=before.total if before and before.total >= 0 else None,
        night=here.night if here and here.night >= 0 else None,
        look=_bucket_look(here),
        state=_bucket_state(here, first, end, grant, today),
        href=link(View.MONTH, max(first, here.start), unit) if linked and here and known else "",
        blank=not known and first > today,
    )


def _bucket_look(bucket: Bucket | None) -> Look:
    if bucket is None or (bucket.complete and not bucket.estimated_days):
        return Look.MEASURED
    if bucket.estimated_days * 2 > bucket.known_days:
        return Look.ESTIMATED
    return Look.MEASURED if bucket.complete else Look.PARTIAL


def _bucket_state(bucket: Bucket | None, first: date, end: date, grant: Grant, today: date) -> str:
    if bucket is None or bucket.total < 0:
        reason = outside(grant, end - timedelta(days=1)) or (
            Missing.IN_THE_FUTURE if first > today else Missing.NOT_RECEIVED
        )
        return reason_words(reason, first, today)
    whole = (end - first).days
    if bucket.known_days < whole:
        return ngettext("%(known)s day of %(days)s", "%(known)s days of %(days)s", bucket.known_days) % {
            "known": bucket.known_days,
            "days": whole,
        }
    if bucket.estimated_days:
        return ngettext("%(days)s day estimated", "%(days)s days estimated", bucket.estimated_days) % {
            "days": bucket.estimated_days
        }
    return _("Measured")


def _months(window: Window) -> Iterator[date]:
    return (date(window.start.year, month, 1) for month in range(1, 13))


def _floor(bucket: Bucket, view: View) -> date:
    return bucket.start.replace(month=1, day=1) if view is View.YEARS else bucket.start.replace(day=1)


def _like(before: DailyHistory, use: DailyHistory) -> DailyHistory:
    """`before` without the days that `use` does not have."""
    both = before.known & use.known
    missing = np.where(both, before.totals, -1)
    return DailyHistory(before.start, missing, before.statuses, np.where(both, before.night, -1))


def _value(history: DailyHistory, at: int) -> int | None:
    total = int(history.totals[at])
    return total if total >= 0 else None


def _night(history: DailyHistory, at: int) -> int | None:
    night = int(history.night[at])
    return night if night >= 0 else None


def _look(status: int) -> Look:
    match status:
        case Status.ESTIMATED:
            return Look.ESTIMATED
        case Status.PARTLY_MISSING:
            return Look.PARTIAL
        case _:
            return Look.MEASURED


def _grouped(history: IntervalHistory, per: int) -> list[int | None]:
    """Sums of `per` values in a row; None where one of them is missing."""
    values = history.values.reshape(-1, per)
    sums = np.where((values >= 0).all(axis=1), values.sum(axis=1), -1).tolist()
    return [total if total >= 0 else None for total in sums]
