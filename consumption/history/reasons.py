"""Why a value is missing, as a code; screens put it into words."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from consumption.history.series import DailyHistory, MeterSpan
from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.grid.models import MeterKind
from portal.primitives.period import belgian_day, years_before

FORESEEN_DELAY = timedelta(days=3)  # readings come once a day; so long after, a missing one is late, not expected


class Missing(StrEnum):
    """Why there is no value."""

    IN_THE_FUTURE = "in_the_future"
    NOT_READ_YET = "not_read_yet"  # expected tomorrow
    BEFORE_YOU_MOVED_IN = "before_you_moved_in"
    AFTER_YOU_LEFT = "after_you_left"
    NOT_GRANTED = "not_granted"  # to an organisation, whose right covers other days
    BEFORE_THREE_YEARS = "before_three_years"
    METER_SENDS_NO_INTERVALS = "meter_sends_no_intervals"
    METER_SENDS_NO_DAYS = "meter_sends_no_days"  # read each month or year
    NOT_RECEIVED = "not_received"


def outside(grant: Grant, day: date) -> Missing | None:
    """Why `day` lies outside `grant`; None when it is inside. `grant` is the whole right, not a narrowed one."""
    three_years_ago = years_before(belgian_day(grant.decided_at), 3)
    if day < grant.period.start:
        if grant.period.start > three_years_ago:
            return Missing.NOT_GRANTED if grant.actor.is_holder else Missing.BEFORE_YOU_MOVED_IN
        return Missing.BEFORE_THREE_YEARS
    if grant.period.end is not None and day >= grant.period.end:
        today = belgian_day(grant.decided_at)
        if grant.period.end > today:
            return Missing.IN_THE_FUTURE
        return Missing.NOT_GRANTED if grant.actor.is_holder else Missing.AFTER_YOU_LEFT
    return None


def why_missing(
    grant: Grant,
    day: date,
    *,
    last_received: date | None,
    meter_kind: MeterKind | None,
    granularity: Granularity = Granularity.DAY,
) -> Missing:
    """Why `day` has no value of this granularity.

    `meter_kind` is that of the meter in place on that day, None when unknown; `last_received` is the last day with
    data.
    """
    today = belgian_day(grant.decided_at)
    if reason := outside(grant, day):
        return reason
    if day > today:
        return Missing.IN_THE_FUTURE
    if meter_kind in (MeterKind.ANNUAL, MeterKind.MONTHLY):
        by_interval = granularity is Granularity.INTERVAL
        return Missing.METER_SENDS_NO_INTERVALS if by_interval else Missing.METER_SENDS_NO_DAYS
    if day >= today - FORESEEN_DELAY and (last_received is None or day > last_received):
        return Missing.NOT_READ_YET
    return Missing.NOT_RECEIVED


def reasons(
    grant: Grant, history: DailyHistory, *, last_received: date | None, meters: Sequence[MeterSpan]
) -> dict[date, Missing]:
    """The reason for each day of `history` that has no value."""
    return {
        day: why_missing(grant, day, last_received=last_received, meter_kind=kind_on(meters, day))
        for day, known in zip(history.days, history.known.tolist(), strict=True)
        if not known
    }


def kind_on(meters: Sequence[MeterSpan], day: date) -> MeterKind | None:
    """The kind of the meter in place on `day`; None when none of `meters` was."""
    return next((meter.kind for meter in meters if day in meter.period), None)
