"""What is worth knowing in a stretch of data. Pure numpy: what the data do not support is not said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, median

import numpy as np

from consumption.history.series import DailyHistory, HourMatrix

_NIGHT = slice(0, 6)  # clock hours in which most homes sleep
_ENOUGH_NIGHTS = 5
_ENOUGH_DAYS = 5
_STRONG_HOURS = 3
_STRONG_SHARE = 0.20  # three hours of an even day hold 0.125
_BIG = 1.3  # times the mean
_LOW = 0.6  # of the median
_LOW_DAYS = 2


@dataclass(frozen=True, slots=True)
class NightLoad:
    """What runs while everybody sleeps, in Wh an hour."""

    per_hour: int


@dataclass(frozen=True, slots=True)
class StrongHours:
    """The clock hours from `first` up to, and without, `end` that hold the `share` of the whole."""

    first: int
    end: int
    share: float


@dataclass(frozen=True, slots=True)
class BiggestDay:
    """The day with the most, `times` the mean of the days that have a value."""

    day: date
    total: int
    times: float


@dataclass(frozen=True, slots=True)
class LowStretch:
    """Days in a row with little, on average `per_day`. `last` is included."""

    first: date
    last: date
    per_day: int


Insight = NightLoad | StrongHours | BiggestDay | LowStretch


def insights(daily: DailyHistory, matrix: HourMatrix | None, *, is_gas: bool = False) -> list[Insight]:
    """What `daily` and its hours (None: the meter sends none) tell, in the order of the page.

    Of gas neither nights nor low days are told: they follow the weather, not the home.
    """
    found: Sequence[Insight | None] = (
        night_load(matrix) if matrix is not None and not is_gas else None,
        strong_hours(matrix) if matrix is not None else None,
        biggest_day(daily),
        low_stretch(daily) if not is_gas else None,
    )
    return [insight for insight in found if insight is not None]


def night_load(matrix: HourMatrix) -> NightLoad | None:
    """The lowest hour of a night, in the middle of all nights: a guest or a washing machine does not shift it."""
    nights = matrix.per_hour[:, _NIGHT]
    complete = nights[(nights >= 0).all(axis=1)]
    if len(complete) < _ENOUGH_NIGHTS:
        return None
    per_hour = int(np.median(complete.min(axis=1)))
    return NightLoad(per_hour) if per_hour > 0 else None


def strong_hours(matrix: HourMatrix) -> StrongHours | None:
    """The three hours in a row that hold the most, when they hold clearly more than three others."""
    complete = matrix.values[((matrix.values >= 0) | (matrix.hours == 0)).all(axis=1)]
    if len(complete) < _ENOUGH_DAYS:
        return None
    by_hour = np.maximum(complete, 0).sum(axis=0)
    whole = int(by_hour.sum())
    if not whole:
        return None
    windows = np.convolve(by_hour, np.ones(_STRONG_HOURS, np.int64), mode="valid")
    first = int(windows.argmax())
    share = float(windows[first] / whole)
    return StrongHours(first, first + _STRONG_HOURS, share) if share >= _STRONG_SHARE else None


def biggest_day(daily: DailyHistory) -> BiggestDay | None:
    """The biggest day, when it stands out."""
    known = daily.totals[daily.known]
    if len(known) < _ENOUGH_DAYS or not known.any():
        return None
    position = int(daily.totals.argmax())
    total = int(daily.totals[position])
    times = total / fmean(known.tolist())
    return BiggestDay(daily.start + timedelta(days=position), total, times) if times >= _BIG else None


def low_stretch(daily: DailyHistory) -> LowStretch | None:
    """The longest run of low days; among equally long ones the lowest. Not when every other day is low."""
    known = daily.totals[daily.known].tolist()
    if len(known) < 2 * _ENOUGH_DAYS:
        return None
    limit = median(known) * _LOW
    runs: list[tuple[int, int]] = []
    begin: int | None = None
    for position, total in enumerate([*daily.totals.tolist(), -1]):
        low = 0 <= total <= limit
        if low and begin is None:
            begin = position
        elif not low and begin is not None:
            runs.append((begin, position))
            begin = None
    runs = [run for run in runs if run[1] - run[0] >= _LOW_DAYS]
    if not runs:
        return None
    first, end = max(runs, key=lambda run: (run[1] - run[0], -int(daily.totals[run[0] : run[1]].sum())))
    return LowStretch(
        daily.start + timedelta(days=first),
        daily.start + timedelta(days=end - 1),
        round(fmean(daily.totals[first:end].tolist())),
    )
