"""What a history looks like once it is read: numpy columns, dense in time.

Energy is in Wh, gas volume in dm³. A value that is missing is -1, never 0. Days are Belgian days; of gas, gas days
(06:00 to 06:00), named by the date on which they begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from consumption.store.kinds import Channel, Status
from portal.access.kinds import Granularity
from portal.grid.models import MeterKind
from portal.primitives.period import Period

MISSING = -1

Values = NDArray[np.int64]
States = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Moments = NDArray[np.datetime64]


class Step(IntEnum):
    """The steps by which a history can be summed. A larger number is finer."""

    YEAR = 1
    MONTH = 2
    WEEK = 3
    DAY = 4

    @property
    def granularity(self) -> Granularity:
        """The granularity that a grant needs for this step. A week tells more than a month: it needs days."""
        return {
            Step.YEAR: Granularity.YEAR,
            Step.MONTH: Granularity.MONTH,
            Step.WEEK: Granularity.DAY,
            Step.DAY: Granularity.DAY,
        }[self]


@dataclass(frozen=True, slots=True, eq=False)
class DailyHistory:
    """One channel, one value a day from `start` on, without gaps in the days."""

    start: date
    totals: Values
    statuses: States
    night: Values  # the part of the total on the night register; -1 = unknown

    def __len__(self) -> int:
        return len(self.totals)

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.start + timedelta(days=len(self.totals))

    @property
    def days(self) -> list[date]:
        return [self.start + timedelta(days=offset) for offset in range(len(self.totals))]

    @property
    def known(self) -> Mask:
        return self.totals >= 0

    @property
    def total(self) -> int:
        """The sum of the days that have a value; -1 when none has."""
        return int(self.totals[self.known].sum()) if self.known.any() else MISSING


@dataclass(frozen=True, slots=True, eq=False)
class IntervalHistory:
    """One channel, one value each quarter-hour (electricity) or hour (gas), without gaps in time."""

    starts: Moments  # datetime64[s], UTC
    step_seconds: int
    values: Values
    statuses: States
    night: Mask | None  # which values the night register counted; None = unknown or one register

    def __len__(self) -> int:
        return len(self.values)

    @property
    def known(self) -> Mask:
        return self.values >= 0

    @property
    def total(self) -> int:
        """The sum of the intervals that have a value; -1 when none has."""
        return int(self.values[self.known].sum()) if self.known.any() else MISSING

    @property
    def peak(self) -> int | None:
        """Position of the greatest value; None when there is none. Wh × 3600 / `step_seconds` gives W."""
        return int(self.values.argmax()) if self.known.any() else None


@dataclass(frozen=True, slots=True)
class Bucket:
    """The sum over one week, month or year, or the part of it that the grant covers.

    `days` counts the days of the bucket inside the grant and `known_days` those that have a value: a bucket with
    fewer known days than days is a partial sum, and says so.
    """

    start: date
    end: date  # not included
    total: int  # -1 when no day has a value
    night: int  # -1 when the night part of any known day is unknown
    known_days: int
    estimated_days: int
    partly_missing_days: int  # known days that lack some of their intervals

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def complete(self) -> bool:
        return self.known_days == self.days and not self.partly_missing_days

    @property
    def day_part(self) -> int:
        """The part on the day register; -1 when unknown."""
        return self.total - self.night if self.night >= 0 and self.total >= 0 else MISSING

    @property
    def per_day(self) -> float | None:
        """Mean of the days that have a value, in Wh or dm³ a day."""
        return self.total / self.known_days if self.known_days else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """This period beside the same days a year before, over the days that both have: like with like."""

    days: int  # days in the period shown
    compared_days: int  # of these, the days that both years have
    total: int  # this year's, over the compared days; -1 when there are none
    previous: int  # the year before's, over the same days
    previous_start: date  # the first and the last compared day of the year before;
    previous_end: date  # not included

    @property
    def partial(self) -> bool:
        return self.compared_days < self.days

    @property
    def change(self) -> float | None:
        """Relative change: -0.12 is 12 % less. None when there is nothing to compare with."""
        return (self.total - self.previous) / self.previous if self.compared_days and self.previous > 0 else None


@dataclass(frozen=True, slots=True, eq=False)
class HourMatrix:
    """Energy by local clock hour and day, for the heatmap. Row = day, column = clock hour, all shaped [days, 24].

    `hours` tells how often that clock hour came on that day: 1, or 0 for 02 h in the night of March, or 2 for 02 h
    in the night of October. `values` is the energy in all of them together; -1 when a part is missing or the hour
    did not exist. `per_hour` is what to colour by. `first_hour` is 0, or 6 for gas days, whose columns 0–5 are the
    morning after.
    """

    days: list[date]
    values: Values
    hours: NDArray[np.uint8]
    estimated: Mask
    first_hour: int

    @property
    def per_hour(self) -> Values:
        """Energy of one hour: `values` halved in the doubled hour. -1 = missing."""
        return np.where(self.values < 0, MISSING, self.values // np.maximum(self.hours, 1))


@dataclass(frozen=True, slots=True)
class MeterSpan:
    """A meter in place for a part of a grant's period."""

    id: int
    number: str
    kind: MeterKind
    period: Period  # clipped to the grant
    registers: dict[str, int]  # OBIS code → digits before the decimal mark


@dataclass(frozen=True, slots=True)
class IndexPeriod:
    """Consumption between two successive readings of the same registers, across a meter exchange if there was one.

    It covers the days from `start` up to, and without, `end`.
    """

    channel: Channel
    start: date
    end: date
    total: int  # Wh or dm³
    day_part: int  # -1 = one register, or unknown
    night: int  # likewise
    status: Status
    meter_changed: bool  # a meter was exchanged in between
    rolled_over: bool  # a register passed its last digit and began at zero again

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def per_day(self) -> float:
        """Mean in Wh or dm³ a day."""
        return self.total / self.days
