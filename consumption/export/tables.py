"""What every file format writes from: columns of one channel, of whatever granularity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from consumption.history.series import (
    MISSING,
    Bucket,
    DailyHistory,
    IndexPeriod,
    IntervalHistory,
    Mask,
    MeterSpan,
    Moments,
    States,
    Values,
)
from consumption.store import calendar
from consumption.store.kinds import Channel, Status
from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.grid.models import AccessPoint
from portal.primitives.period import Period

CLASS = "C4"  # R16: personal consumption data are confidential

UNITS = {
    Channel.OFFTAKE: "kWh",
    Channel.INJECTION: "kWh",
    Channel.GAS_ENERGY: "kWh",
    Channel.GAS_VOLUME: "m³",
}


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One channel: row n is the time from `starts[n]` to `ends[n]` (datetime64[s], UTC).

    `values` and `night_part` in Wh or dm³, -1 = missing or unknown. `on_night` tells of intervals which register
    counted them; `night_part` of longer rows how much of them the night register counted.
    """

    channel: Channel
    starts: Moments
    ends: Moments
    values: Values
    statuses: States
    on_night: Mask | None = None
    night_part: Values | None = None

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Everything that one file holds, and what it says about itself."""

    grant: Grant  # the right that it was read by
    granularity: Granularity
    period: Period  # with an end
    series: tuple[Series, ...]
    meters: tuple[MeterSpan, ...]
    language: str  # of the words in the file, where a format has any
    by_reading: bool = False  # rows lie between two readings that a person made

    @property
    def access_point(self) -> AccessPoint:
        return self.grant.access_point

    @property
    def made_at(self) -> datetime:
        return self.grant.decided_at

    @property
    def basis(self) -> str:
        """The legal basis, for whom the file has to tell it: an organisation. Residents take along their own."""
        return str(self.grant.basis) if self.grant.actor.is_holder else ""

    @property
    def step(self) -> str:
        """The length of a row as an ISO 8601 duration; empty for rows between two readings."""
        if self.by_reading:
            return ""
        if self.granularity is Granularity.INTERVAL:
            return "PT1H" if self.access_point.energy == "gas" else "PT15M"
        return {Granularity.DAY: "P1D", Granularity.MONTH: "P1M", Granularity.YEAR: "P1Y"}[self.granularity]


def of_intervals(channel: Channel, history: IntervalHistory) -> Series:
    """One row per quarter-hour or hour."""
    edges = np.append(history.starts, history.starts[-1:] + np.timedelta64(history.step_seconds, "s"))
    return Series(channel, edges[:-1], edges[1:], history.values, history.statuses, on_night=history.night)


def of_days(channel: Channel, history: DailyHistory) -> Series:
    """One row per day."""
    edges = calendar.day_starts(history.start, len(history), gas=channel.is_gas)
    return Series(channel, edges[:-1], edges[1:], history.totals, history.statuses, night_part=history.night)


def of_buckets(channel: Channel, buckets: Sequence[Bucket]) -> Series:
    """One row per month or year; what is not whole says that it is partly missing."""
    return Series(
        channel,
        _moments(channel, [bucket.start for bucket in buckets]),
        _moments(channel, [bucket.end for bucket in buckets]),
        np.array([bucket.total for bucket in buckets], np.int64),
        np.array([_status(bucket) for bucket in buckets], np.uint8),
        night_part=np.array([bucket.night for bucket in buckets], np.int64),
    )


def of_readings(periods: Sequence[IndexPeriod]) -> tuple[Series, ...]:
    """One row between two readings, one series a channel."""
    channels = sorted({period.channel for period in periods})
    return tuple(
        _of_one_channel(channel, [period for period in periods if period.channel is channel])
        for channel in channels
    )


def _of_one_channel(channel: Channel, periods: Sequence[IndexPeriod]) -> Series:
    return Series(
        channel,
        _moments(channel, [period.start for period in periods]),
        _moments(channel, [period.end for period in periods]),
        np.array([period.total for period in periods], np.int64),
        np.array([period.status for period in periods], np.uint8),
        night_part=np.array([period.night for period in periods], np.int64),
    )


def _moments(channel: Channel, days: Sequence[date]) -> Moments:
    starts = [calendar.day_start(day, gas=channel.is_gas).replace(tzinfo=None) for day in days]
    return np.array(starts, "datetime64[s]")


def _status(bucket: Bucket) -> Status:
    if bucket.total == MISSING:
        return Status.MISSING
    if not bucket.complete:
        return Status.PARTLY_MISSING
    return Status.ESTIMATED if bucket.estimated_days else Status.MEASURED
