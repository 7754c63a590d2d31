"""Readings for tests: days of made-up values, and the grants to read them with."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from consumption.models import ReadingDay
from consumption.store import calendar
from consumption.store.kinds import Channel, Status
from consumption.store.partitions import ensure_months
from consumption.store.profile import Profile, encode, summary
from portal.access.actor import Actor, ActorKind
from portal.access.grants import Grant
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.grid.models import AccessPoint
from portal.primitives.period import Period

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def a_grant(
    access_point: AccessPoint,
    start: date,
    end: date | None,
    *,
    granularity: Granularity = Granularity.INTERVAL,
    kinds: frozenset[DataKind] = frozenset({DataKind.HISTORY, DataKind.INDEX}),
) -> Grant:
    """The right of a resident on the days from `start` up to, and without, `end`."""
    return Grant(
        actor=Actor(ActorKind.RESIDENT, id="a-resident"),
        access_point=access_point,
        kinds=kinds,
        period=Period(start, end),
        granularity=granularity,
        basis=LegalBasis.OCCUPANCY,
        reference="an-occupancy",
        subject="a-customer",
        decided_at=NOW,
    )


def store_days(
    access_point: AccessPoint,
    channel: Channel,
    first: date,
    days: int,
    value: Callable[[date, int], int] = lambda day, slot: 100,
    *,
    state: Status = Status.MEASURED,
    night: bool = False,
) -> None:
    """Store `days` days in a row; `value(day, slot)` gives each interval in Wh or dm³, -1 for a missing one."""
    ensure_months(first, first + timedelta(days=days))
    rows = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        count = calendar.slot_count(channel, day)
        values = np.array([value(day, slot) for slot in range(count)], np.int64)
        states = np.where(values < 0, Status.MISSING, state).astype(np.uint8)
        profile = Profile(values, states, calendar.tariff_night(day) if night else None)
        total, status, night_part = summary(profile)
        rows.append(
            ReadingDay(
                access_point_id=access_point.pk,
                channel=channel,
                day=day,
                total=total,
                status=status,
                night=night_part,
                profile=encode(profile, status),
            )
        )
    ReadingDay.objects.bulk_create(rows)
