"""The hour-by-day matrix behind the heatmap. Pure numpy, no database."""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from consumption.history.series import MISSING, HourMatrix, IntervalHistory, Moments
from consumption.store import calendar
from consumption.store.kinds import Status
from portal.primitives.period import Period


def hours_by_day(history: IntervalHistory, period: Period, *, gas: bool = False) -> HourMatrix:
    """Sum `history` (dense over the days of `period`) by day and local clock hour. See `HourMatrix`.

    An hour of which any interval is missing is missing. The doubled hour of the autumn night is one cell that
    holds both hours; the hour that the spring night skips is a cell without an hour.
    """
    edges = calendar.day_starts(period.start, period.length, gas=gas)
    count = len(edges) - 1
    day_of = np.searchsorted(edges, history.starts, side="right") - 1
    cell = day_of * 24 + _clock_hours(history.starts)
    known = history.known
    size = count * 24
    sums = np.bincount(cell, weights=np.where(known, history.values, 0), minlength=size).astype(np.int64)
    gaps = np.bincount(cell, weights=~known, minlength=size) > 0
    intervals = np.bincount(cell, minlength=size)
    estimated = np.bincount(cell, weights=known & (history.statuses == Status.ESTIMATED), minlength=size) > 0
    hours = (intervals * history.step_seconds // 3600).astype(np.uint8)
    values = np.where(gaps | (intervals == 0), MISSING, sums)
    return HourMatrix(
        days=[period.start + timedelta(days=n) for n in range(count)],
        values=values.reshape(count, 24),
        hours=hours.reshape(count, 24),
        estimated=estimated.reshape(count, 24),
        first_hour=6 if gas else 0,
    )


def _clock_hours(moments: Moments) -> NDArray[np.int64]:
    """The hour that clocks in Belgium show at each moment, 0–23."""
    hours: NDArray[np.int64] = calendar.local_times(moments).astype("datetime64[h]").astype(np.int64) % 24
    return hours
