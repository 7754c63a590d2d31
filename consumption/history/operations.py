"""Disclosing a history: the trace first, then the reading, as one domain call (R14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from consumption.history import aggregates, queries
from consumption.history.matrix import hours_by_day
from consumption.history.reasons import Missing, reasons
from consumption.history.series import (
    Bucket,
    Comparison,
    DailyHistory,
    HourMatrix,
    IndexPeriod,
    IntervalHistory,
    MeterSpan,
    Step,
)
from consumption.store.kinds import Channel
from portal.access.grants import Grant, NotVisible
from portal.access.kinds import DataKind, Granularity
from portal.access.operations import disclose
from portal.grid.models import Energy, MeterKind
from portal.primitives.period import Period


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What was disclosed, ready for a page: everything here was traced before it was read."""

    grant: Grant  # the whole right: what lies outside `period` is told by it (see `outside`)
    period: Period  # the days shown, inside the grant, with an end
    granularity: Granularity
    channels: tuple[Channel, ...]  # that have data in the period; offtake in any case
    daily: dict[Channel, DailyHistory]
    before: dict[Channel, DailyHistory]  # the year before, aligned day by day; empty unless compared
    intervals: dict[Channel, IntervalHistory]  # empty unless the granularity is INTERVAL
    last_received: date | None  # of the whole grant
    meters: tuple[MeterSpan, ...]  # in place in the whole grant's period, oldest first

    @property
    def meter_kind(self) -> MeterKind | None:
        """Of the last meter in place in the period; None when there was none."""
        inside = [meter for meter in self.meters if meter.period.intersection(self.period)]
        return inside[-1].kind if inside else None

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
        return reasons(self.grant, self.daily[channel], last_received=self.last_received, meters=self.meters)


def disclose_history(
    *,
    grant: Grant,
    period: Period,
    granularity: Granularity,
    channel: str,
    channels: Sequence[Channel] | None = None,
    compare: bool = False,
    purpose: str = "",
    meters: Sequence[MeterSpan] | None = None,
    last: date | None = None,
) -> History:
    """Trace, then read, what `grant` holds of `period`, no coarser and no finer than `granularity` needs.

    `channel` is by which way it leaves ("page", "file", "api"). `period` is clipped to the grant. `compare` also
    reads, and traces, the year before. `meters` and `last` are `queries.meters` and `queries.last_received` of
    `grant`, where they are known already. DAY fills `daily`; INTERVAL fills `intervals` too; for MONTH and YEAR
    use `disclose_buckets`. Raises `NotVisible` when nothing of `period` is in the grant or the grant is coarser.
    """
    shown, earlier = _traced(grant, period, granularity, channel, purpose, compare=compare)
    days = queries.daily(shown, channels)
    before = queries.daily(earlier, tuple(days)) if earlier is not None else {}
    return History(
        grant=grant,
        period=queries.closed_period(shown),
        granularity=granularity,
        channels=tuple(days),
        daily=days,
        before={key: aggregates.aligned_year_before(days[key], former) for key, former in before.items()},
        intervals=queries.intervals(shown, tuple(days)) if granularity is Granularity.INTERVAL else {},
        last_received=last or queries.last_received(grant),
        meters=tuple(queries.meters(grant) if meters is None else meters),
    )


def disclose_days(*, grant: Grant, period: Period, channel: str, purpose: str = "") -> dict[Channel, DailyHistory]:
    """Trace, then read, the days alone. Raises as `disclose_history` does."""
    shown, _ = _traced(grant, period, Granularity.DAY, channel, purpose)
    return queries.daily(shown)


def disclose_intervals(
    *, grant: Grant, period: Period, channel: str, purpose: str = ""
) -> dict[Channel, IntervalHistory]:
    """Trace, then read, the quarter-hours (hours of gas) alone. Raises as `disclose_history` does."""
    shown, _ = _traced(grant, period, Granularity.INTERVAL, channel, purpose)
    return queries.intervals(shown)


def disclose_buckets(
    *, grant: Grant, period: Period, step: Step, channel: str, purpose: str = ""
) -> dict[Channel, list[Bucket]]:
    """Trace, then read, the sums by month or year.

    `period` is clipped to the grant, and widened to whole months or years where the grant reaches no finer: the
    total of one day is not to be had as "the month of that day". Raises as `disclose_history` does.
    """
    if grant.granularity < step.granularity:
        raise NotVisible
    shown = _shown(grant, period)
    disclose(grant=shown, channel=channel, granularity=step.granularity, purpose=purpose)
    return queries.buckets(shown, step)


def disclose_index_history(*, grant: Grant, period: Period, channel: str, purpose: str = "") -> list[IndexPeriod]:
    """Trace, then read, the history of an annual or monthly meter out of its index readings.

    Both readings of each period lie in `period` and in the grant. Raises `NotVisible` as the others do.
    """
    inside = grant.narrowed(period)
    shown = replace(inside, kinds=inside.kinds & {DataKind.HISTORY, DataKind.INDEX})
    if not shown.kinds:
        raise NotVisible
    spans = queries.meters(shown)
    disclose(grant=shown, channel=channel, purpose=purpose, granularity=queries.index_granularity(shown, spans))
    return queries.index_history(shown, spans)


def _traced(
    grant: Grant, period: Period, granularity: Granularity, channel: str, purpose: str, *, compare: bool = False
) -> tuple[Grant, Grant | None]:
    """The grants for what is shown and for the year before it, both traced."""
    if granularity < Granularity.DAY or grant.granularity < granularity:
        raise NotVisible
    shown = _shown(grant, period)
    earlier = _year_before(grant, shown) if compare else None
    if earlier is None:  # one INSERT commits by itself: two round trips fewer than a transaction around it
        disclose(grant=shown, channel=channel, granularity=granularity, purpose=purpose)
        return shown, None
    with transaction.atomic():
        for part in (shown, earlier):
            disclose(grant=part, channel=channel, granularity=granularity, purpose=purpose)
    return shown, earlier


def _shown(grant: Grant, period: Period) -> Grant:
    """`grant` for the part of `period` that is shown, for history alone, with an end."""
    if DataKind.HISTORY not in grant.kinds:
        raise NotVisible
    match grant.granularity:
        case Granularity.YEAR:
            period = aggregates.widened(period, Step.YEAR)
        case Granularity.MONTH:
            period = aggregates.widened(period, Step.MONTH)
    inside = grant.narrowed(period)
    return replace(inside, kinds=frozenset({DataKind.HISTORY}), period=queries.closed_period(inside))


def _year_before(grant: Grant, shown: Grant) -> Grant | None:
    """The same days a year before; None when the grant holds none of them."""
    try:
        return replace(grant.narrowed(aggregates.year_before(shown.period)), kinds=shown.kinds)
    except NotVisible:
        return None
