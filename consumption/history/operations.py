"""Disclosing a history: the trace first, then the reading, as one domain call (R14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consumption.history import aggregates
from consumption.history.matrix import hours_by_day
from consumption.history.reasons import Missing, reasons
from consumption.history.series import (
    Bucket,
    Comparison,
    DailyHistory,
    HourMatrix,
    IndexPeriod,
    IntervalHistory,
    Step,
)
from consumption.store.kinds import Channel
from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.grid.models import Energy, MeterKind
from portal.primitives.period import Period


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What was disclosed, ready for a page: everything here was traced before it was read."""

    grant: Grant  # the whole right: what lies outside `period` is told by it (see `outside`)
    period: Period  # the days shown, inside the grant, with an end
    granularity: Granularity
    channels: tuple[Channel, ...]  # that have data in the period or the year before; offtake in any case
    daily: dict[Channel, DailyHistory]
    before: dict[Channel, DailyHistory]  # the year before, aligned day by day; empty unless compared
    intervals: dict[Channel, IntervalHistory]  # empty unless the granularity is INTERVAL
    last_received: date | None  # of the whole grant
    meter_kind: MeterKind | None  # on the last day of the period

    def buckets(self, channel: Channel, step: Step) -> list[Bucket]:
        """Sums by day, week, month or year."""
        return aggregates.summed(self.daily[channel], step)

    def comparison(self, channel: Channel) -> Comparison | None:
        """This period beside the year before, over the days that both have; None unless compared."""
        before = self.before.get(channel)
        return None if before is None else aggregates.compared(self.daily[channel], before)

    def matrix(self, channel: Channel) -> HourMatrix | None:
        """Clock hours by day; None without intervals."""
        intervals = self.intervals.get(channel)
        if intervals is None:
            return None
        return hours_by_day(intervals, self.period, gas=self.grant.access_point.energy == Energy.GAS)

    def reasons(self, channel: Channel) -> dict[date, Missing]:
        """Why each day without a value has none."""
        return reasons(
            self.grant, self.daily[channel], last_received=self.last_received, meter_kind=self.meter_kind
        )


def disclose_history(
    *,
    grant: Grant,
    period: Period,
    granularity: Granularity,
    channel: str,
    channels: Sequence[Channel] | None = None,
    compare: bool = False,
    purpose: str = "",
) -> History:
    """Trace, then read, what `grant` holds of `period`, no coarser and no finer than `granularity` needs.

    `channel` is by which way it leaves ("page", "file", "api"). `period` is clipped to the grant. `compare` also
    reads, and traces, the year before. DAY fills `daily`; INTERVAL fills `intervals` too; for MONTH and YEAR use
    `disclose_buckets`. Raises `NotVisible` when nothing of `period` is in the grant or the grant is coarser.
    """
    raise NotImplementedError


def disclose_buckets(
    *, grant: Grant, period: Period, step: Step, channel: str, purpose: str = ""
) -> dict[Channel, list[Bucket]]:
    """Trace, then read, the sums by month or year. `period` is clipped to the grant, and widened to whole
    months or years where the grant reaches no finer. Raises as `disclose_history` does.
    """
    raise NotImplementedError


def disclose_index_history(*, grant: Grant, period: Period, channel: str, purpose: str = "") -> list[IndexPeriod]:
    """Trace, then read, the history of an annual or monthly meter out of its index readings."""
    raise NotImplementedError
