"""Reading histories. Each query takes a Grant and reads nothing outside its period, kinds and granularity."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from consumption.history.series import Bucket, DailyHistory, IndexPeriod, IntervalHistory, Step
from consumption.store.kinds import Channel
from portal.access.actor import Actor
from portal.access.grants import Grant, NotVisible, decide
from portal.access.kinds import DataKind, Granularity
from portal.access.queries import access_points_for
from portal.grid.models import Energy, MeterKind
from portal.primitives.period import Period, belgian_day, years_before

CHANNELS = {
    Energy.ELECTRICITY: (Channel.OFFTAKE, Channel.INJECTION),
    Energy.GAS: (Channel.GAS_ENERGY, Channel.GAS_VOLUME),
}


def grant_for(actor: Actor, public_id: uuid.UUID, *, now: datetime) -> Grant:
    """The whole right of `actor` on the history of the access point: up to three years back and up to today's end.

    Raises `NotVisible` for a stranger and for an unknown id alike.
    """
    access_point = access_points_for(actor, now=now).filter(public_id=public_id).first()
    if access_point is None:
        raise NotVisible
    today = belgian_day(now)
    return decide(
        actor=actor,
        access_point=access_point,
        kinds=(DataKind.HISTORY, DataKind.INDEX),
        period=Period(years_before(today, 3), today + timedelta(days=1)),
        now=now,
    )


def daily(grant: Grant, channels: Sequence[Channel] | None = None) -> dict[Channel, DailyHistory]:
    """Totals by day over the grant's whole period, up to today.

    `channels` None: those of the access point's energy that have any data, offtake in any case. Raises
    `NotVisible` when the grant does not reach days or does not hold history.
    """
    raise NotImplementedError


def intervals(grant: Grant, channels: Sequence[Channel] | None = None) -> dict[Channel, IntervalHistory]:
    """Quarter-hours, or hours of gas, over the grant's whole period. `channels` and errors as for `daily`."""
    raise NotImplementedError


def buckets(grant: Grant, step: Step, channels: Sequence[Channel] | None = None) -> dict[Channel, list[Bucket]]:
    """Sums by `step` over the grant's period. Raises `NotVisible` when the grant does not reach so fine."""
    raise NotImplementedError


def monthly(grant: Grant, channels: Sequence[Channel] | None = None) -> dict[Channel, list[Bucket]]:
    """Sums by month; see `buckets`."""
    return buckets(grant, Step.MONTH, channels)


def yearly(grant: Grant, channels: Sequence[Channel] | None = None) -> dict[Channel, list[Bucket]]:
    """Sums by calendar year; see `buckets`."""
    return buckets(grant, Step.YEAR, channels)


def index_history(grant: Grant) -> list[IndexPeriod]:
    """Consumption between successive index readings of annual and monthly meters, oldest first, by channel.

    Only pairs of readings that both lie in the grant's period count. Raises `NotVisible` without the kind INDEX or
    HISTORY.
    """
    raise NotImplementedError


def last_received(grant: Grant) -> date | None:
    """The last day inside the grant that has data; None when none has."""
    raise NotImplementedError


def meter_kind(grant: Grant, day: date) -> MeterKind | None:
    """The kind of the meter in place on `day`; None when no meter was, or the day is outside the grant."""
    raise NotImplementedError


def finest(grant: Grant) -> Granularity:
    """The finest granularity that both the grant and the meters in its period have."""
    raise NotImplementedError
