"""Sums over weeks, months and years, and the comparison with the year before. Pure numpy, no database."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from consumption.history.series import MISSING, Bucket, Comparison, DailyHistory, Mask, Step
from consumption.store.kinds import Status
from portal.primitives.period import Period, years_before

_MONTHS = np.dtype("datetime64[M]")
_YEARS = np.dtype("datetime64[Y]")


def bucket_start(day: date, step: Step) -> date:
    """The first day of the week (Monday), month or year that `day` is in."""
    match step:
        case Step.YEAR:
            return day.replace(month=1, day=1)
        case Step.MONTH:
            return day.replace(day=1)
        case Step.WEEK:
            return day - timedelta(days=day.weekday())
        case Step.DAY:
            return day


def bucket_end(day: date, step: Step) -> date:
    """The day after the week, month or year that `day` is in."""
    match step:
        case Step.YEAR:
            return date(day.year + 1, 1, 1)
        case Step.MONTH:
            return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        case Step.WEEK:
            return bucket_start(day, step) + timedelta(days=7)
        case Step.DAY:
            return day + timedelta(days=1)


def widened(period: Period, step: Step) -> Period:
    """The whole weeks, months or years that `period` touches."""
    start = bucket_start(period.start, step)
    return Period(start, None if period.end is None else bucket_end(period.end - timedelta(days=1), step))


def summed(history: DailyHistory, step: Step) -> list[Bucket]:
    """`history` in buckets, the first and the last one cut where the history begins and ends."""
    if not len(history):
        return []
    days = np.arange(len(history)) + np.datetime64(history.start, "D")
    match step:
        case Step.YEAR:
            keys = days.astype(_YEARS).astype(np.int64)
        case Step.MONTH:
            keys = days.astype(_MONTHS).astype(np.int64)
        case Step.WEEK:
            keys = (days.astype(np.int64) + 3) // 7  # 1970-01-01 was a Thursday
        case Step.DAY:
            keys = days.astype(np.int64)
    firsts = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
    ends = [*firsts[1:].tolist(), len(history)]
    known = history.known
    totals = np.add.reduceat(np.where(known, history.totals, 0), firsts).tolist()
    counts = _count(known, firsts)
    nights = np.add.reduceat(np.where(history.night >= 0, history.night, 0), firsts).tolist()
    nightless = _count(known & (history.night < 0), firsts)
    estimated = _count(known & (history.statuses == Status.ESTIMATED), firsts)
    partly = _count(known & (history.statuses == Status.PARTLY_MISSING), firsts)
    return [
        Bucket(
            start=history.start + timedelta(days=first),
            end=history.start + timedelta(days=end),
            total=totals[n] if counts[n] else MISSING,
            night=nights[n] if counts[n] and not nightless[n] else MISSING,
            known_days=counts[n],
            estimated_days=estimated[n],
            partly_missing_days=partly[n],
        )
        for n, (first, end) in enumerate(zip(firsts.tolist(), ends, strict=True))
    ]


def _count(mask: Mask, firsts: NDArray[np.int64]) -> list[int]:
    counts: list[int] = np.add.reduceat(mask.astype(np.int64), firsts).tolist()
    return counts


def year_before(period: Period) -> Period:
    """The same calendar days a year before. 29 February stands beside 28 February."""
    if period.end is None:
        return Period(years_before(period.start, 1))
    start = years_before(period.start, 1)
    last = years_before(period.end - timedelta(days=1), 1)
    return Period(start, last + timedelta(days=1))


def aligned_year_before(history: DailyHistory, longer: DailyHistory) -> DailyHistory:
    """For each day of `history`, the same calendar day a year before out of `longer`; -1 where it has none.

    29 February gets 28 February's value. The result starts at the day of `history`'s start, so that both zip.
    """
    offsets = np.fromiter(
        ((years_before(day, 1) - longer.start).days for day in history.days), np.int64, len(history)
    )
    inside = (offsets >= 0) & (offsets < len(longer))
    at = np.where(inside, offsets, 0)
    if not len(longer):
        empty = np.full(len(history), MISSING, np.int64)
        return DailyHistory(history.start, empty, np.zeros(len(history), np.uint8), empty.copy())
    return DailyHistory(
        start=history.start,
        totals=np.where(inside, longer.totals[at], MISSING),
        statuses=np.where(inside, longer.statuses[at], Status.MISSING).astype(np.uint8),
        night=np.where(inside, longer.night[at], MISSING),
    )


def compared(history: DailyHistory, before: DailyHistory) -> Comparison:
    """`history` beside `before` (its `aligned_year_before`), over the days that both have whole.

    29 February is left out when 28 February is compared already: no day of the year before counts twice.
    """
    both = history.known & before.known
    both &= (history.statuses != Status.PARTLY_MISSING) & (before.statuses != Status.PARTLY_MISSING)
    for n, day in enumerate(history.days):
        if day.month == 2 and day.day == 29 and n > 0:
            both[n] = False
    positions = np.flatnonzero(both)
    count = len(positions)
    first = years_before(history.start + timedelta(days=int(positions[0])), 1) if count else history.start
    last = years_before(history.start + timedelta(days=int(positions[-1])), 1) if count else history.start
    return Comparison(
        days=len(history),
        compared_days=count,
        total=int(history.totals[both].sum()) if count else MISSING,
        previous=int(before.totals[both].sum()) if count else MISSING,
        previous_start=first,
        previous_end=last + timedelta(days=1) if count else history.start,
    )
