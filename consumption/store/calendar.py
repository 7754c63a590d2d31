"""The Belgian day in intervals, and the hours of the day and the night tariff.

A day of electricity is a calendar day: 96 quarter-hours, but 92 and 100 on the days when clocks change in
spring and autumn. A gas day runs from 06:00 to 06:00: 24 hours, but 23 and 25 on the gas day in which clocks
change, which is the one that starts on the Saturday. Moments are UTC, as `datetime64[s]`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from consumption.store.kinds import Channel
from portal.primitives.period import BELGIUM

Moments = NDArray[np.datetime64]

GAS_DAY_STARTS = time(6)


def day_start(day: date, *, gas: bool = False) -> datetime:
    """The moment, in UTC, at which the Belgian day (or the gas day) `day` starts."""
    return datetime.combine(day, GAS_DAY_STARTS if gas else time(), BELGIUM).astimezone(UTC)


def day_starts(first: date, days: int, *, gas: bool = False) -> Moments:
    """The starts of `days` days in a row, and the end of the last: datetime64[s][days + 1]."""
    local = np.datetime64(first, "s") + np.arange(days + 1) * np.timedelta64(86400, "s")
    if gas:
        local = local + np.timedelta64(GAS_DAY_STARTS.hour, "h")
    starts: Moments = local - _offset_of_clock(local)
    return starts


def slot_count(channel: Channel, day: date) -> int:
    """How many intervals `day` has: 92, 96 or 100, gas 23, 24 or 25."""
    return int(slot_counts(channel, day, 1)[0])


def slot_counts(channel: Channel, first: date, days: int) -> NDArray[np.int64]:
    """`slot_count` of `days` days in a row."""
    seconds = np.diff(day_starts(first, days, gas=channel.is_gas)).astype(np.int64)
    return seconds // channel.step_seconds


def slot_starts(channel: Channel, first: date, days: int = 1) -> Moments:
    """The start of each interval of `days` days in a row, in UTC. Intervals follow each other without a hole."""
    starts = day_starts(first, days, gas=channel.is_gas)
    moments: Moments = np.arange(starts[0], starts[-1], np.timedelta64(channel.step_seconds, "s"))
    return moments


def local_times(moments: Moments) -> Moments:
    """What clocks in Belgium show at `moments`, as naive datetime64[s]."""
    local: Moments = moments + _offset_at(moments)
    return local


def day_of(channel: Channel, moments: Moments) -> NDArray[np.datetime64]:
    """The day (gas: the gas day) of each interval that starts at `moments`, as datetime64[D]."""
    local = local_times(moments)
    if channel.is_gas:
        local = local - np.timedelta64(GAS_DAY_STARTS.hour, "h")
    return local.astype("datetime64[D]")


@dataclass(frozen=True, slots=True)
class TariffHours:
    """The hours of the night tariff from `valid_from` on, until the next calendar takes over.

    `night_hours` are clock hours (22 means 22:00 to 23:00); with `weekend_is_night` Saturday and Sunday are night.
    """

    valid_from: date
    night_hours: frozenset[int]
    weekend_is_night: bool


# Day 07:00-22:00 on weekdays is what most Walloon networks had; the hours of 2026 hold for all of Wallonia, each
# day of the week, holidays included (CWaPE, tariff method 2025-2029).
WALLONIA: tuple[TariffHours, ...] = (
    TariffHours(date(1900, 1, 1), frozenset({22, 23, *range(0, 7)}), weekend_is_night=True),
    TariffHours(date(2026, 1, 1), frozenset({22, 23, *range(0, 7), *range(11, 17)}), weekend_is_night=False),
)


def night_mask(moments: Moments, calendar: tuple[TariffHours, ...] = WALLONIA) -> NDArray[np.bool_]:
    """Whether the night register runs in the interval that starts at each of `moments` (UTC): bool[n].

    `calendar` is in the order of its validity dates.
    """
    local = local_times(moments)
    days = local.astype("datetime64[D]")
    hours = (local - days).astype(np.int64) // 3600
    weekend = _weekday(days) >= 5
    mask = np.zeros(len(moments), dtype=np.bool_)
    for hours_of in calendar:
        night = np.isin(hours, sorted(hours_of.night_hours))
        if hours_of.weekend_is_night:
            night = night | weekend
        mask = np.where(days >= np.datetime64(hours_of.valid_from), night, mask)
    return mask


def tariff_night(day: date, calendar: tuple[TariffHours, ...] = WALLONIA) -> NDArray[np.bool_]:
    """`night_mask` of the quarter-hours of one day."""
    return night_mask(slot_starts(Channel.OFFTAKE, day), calendar)


def _weekday(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Monday is 0. The first day of the epoch was a Thursday."""
    weekday: NDArray[np.int64] = (days.astype(np.int64) + 3) % 7
    return weekday


# Clocks change at 01:00 UTC on the last Sunday of March and of October (Directive 2000/84/EC).
# The offsets come from the time zone database; the rule only says where to look.
@lru_cache(maxsize=1)
def _changes() -> tuple[Moments, NDArray[np.int64]]:
    """The moments at which the offset changes, and the offset in seconds from each on."""
    moments = []
    for year in range(1996, 2200):
        for month in (3, 10):
            last = date(year, month, 31)
            last -= timedelta(days=(last.weekday() + 1) % 7)
            moments.append(datetime.combine(last, time(1), UTC))
    offsets = [int(_belgian_offset(moment)) for moment in moments]
    first = _belgian_offset(moments[0] - timedelta(hours=1))
    table = np.array([moment.replace(tzinfo=None) for moment in moments], dtype="datetime64[s]")
    return table, np.array([first, *offsets], dtype=np.int64)


def _belgian_offset(moment: datetime) -> float:
    offset = moment.astimezone(BELGIUM).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def _offset_at(moments: Moments) -> NDArray[np.timedelta64]:
    table, offsets = _changes()
    found: NDArray[np.timedelta64] = offsets[np.searchsorted(table, moments, side="right")].astype(
        "timedelta64[s]"
    )
    return found


def _offset_of_clock(local: Moments) -> NDArray[np.timedelta64]:
    """The offset when clocks show `local`: midnight or six in the morning, when clocks never change."""
    return _offset_at(local - _offset_at(local - np.timedelta64(1, "h")))
