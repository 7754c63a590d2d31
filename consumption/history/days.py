"""Belgian days and clock hours as moments of UTC, in numpy."""

from datetime import date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from consumption.history.series import Moments
from portal.primitives.period import BELGIUM, Period


def day_edges(period: Period, *, gas: bool = False) -> Moments:
    """The moments (datetime64[s], UTC) at which the days of `period` begin, and the one at which the last ends.

    Days begin at 00:00, gas days at 06:00, on the clock of Belgium. Raises `ValueError` for a period
    without an end.
    """
    opening = time(6) if gas else time(0)
    days = [period.start + timedelta(days=n) for n in range(period.length + 1)]
    stamps = [int(datetime.combine(day, opening, BELGIUM).timestamp()) for day in days]
    return np.array(stamps, np.int64).view("datetime64[s]")


def utc_offsets(moments: Moments) -> NDArray[np.int64]:
    """Belgium's offset from UTC at each moment, in hours: 2 in summer, 1 in winter.

    Summer time runs from the last Sunday of March to the last of October, 01:00 UTC (Directive 2000/84/EC).
    """
    years = np.unique(moments.astype("datetime64[Y]").astype(np.int64) + 1970)
    offsets = np.ones(len(moments), np.int64)
    for year in years.tolist():
        offsets[(moments >= _shift(year, 3)) & (moments < _shift(year, 10))] = 2
    return offsets


def local_hours(moments: Moments) -> NDArray[np.int64]:
    """The hour that the clock in Belgium shows at each moment, 0–23."""
    return (moments.astype("datetime64[h]").astype(np.int64) + utc_offsets(moments)) % 24


def _shift(year: int, month: int) -> np.datetime64:
    last = date(year, month, 31)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return np.datetime64(f"{sunday.isoformat()}T01:00:00", "s")
