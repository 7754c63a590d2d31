"""Reading histories. Each query takes a Grant and reads nothing outside its period, kinds and granularity."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, Func, IntegerField, Max, Q, Value
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from consumption.history import aggregates, standings
from consumption.history.series import (
    MISSING,
    Bucket,
    DailyHistory,
    IndexPeriod,
    IntervalHistory,
    MeterSpan,
    Moments,
    Step,
)
from consumption.models import IndexReading, ReadingDay
from consumption.store import calendar
from consumption.store.kinds import Channel, Status
from consumption.store.profile import decode
from portal.access.actor import Actor
from portal.access.grants import Grant, NotVisible, decide
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.grid.models import AccessPoint, Energy, Meter, MeterKind
from portal.primitives.period import Period, belgian_day, years_before

CHANNELS: dict[str, tuple[Channel, ...]] = {
    Energy.ELECTRICITY: (Channel.OFFTAKE, Channel.INJECTION),
    Energy.GAS: (Channel.GAS_ENERGY, Channel.GAS_VOLUME),
}
_PackedDay = tuple[date, int, bytes | memoryview]  # day, status, profile
_READ_BY_A_PERSON = {MeterKind.ANNUAL: Granularity.YEAR, MeterKind.MONTHLY: Granularity.MONTH}


def grant_for(actor: Actor, public_id: uuid.UUID, *, now: datetime) -> Grant:
    """The whole right of `actor` on the history of the access point: up to three years back and up to today's end.

    An organisation's is what mandates give it (R8): what an office sees for a case is in its dossier alone (R9).
    Raises `NotVisible` for a stranger and for an unknown id alike.
    """
    access_point = AccessPoint.objects.filter(public_id=public_id).first()
    if access_point is None:
        raise NotVisible  # as `decide` does for one that is not the actor's
    today = belgian_day(now)
    return decide(
        actor=actor,
        access_point=access_point,
        kinds=(DataKind.HISTORY, DataKind.INDEX),
        period=Period(years_before(today, 3), today + timedelta(days=1)),
        now=now,
        on=LegalBasis.MANDATE if actor.is_holder else None,
    )


def closed_period(grant: Grant) -> Period:
    """The grant's period with an end: a grant until further notice reaches up to the end of today."""
    if grant.period.end is not None:
        return grant.period
    today = belgian_day(grant.decided_at)
    return Period(grant.period.start, max(grant.period.start, today) + timedelta(days=1))


def daily(grant: Grant, channels: Sequence[Channel] | None = None) -> dict[Channel, DailyHistory]:
    """Totals by day over the grant's whole period, up to today.

    `channels` None: those of the access point's energy that have any data, offtake in any case. Raises
    `NotVisible` when the grant does not reach days or does not hold history.
    """
    _require(grant, Granularity.DAY)
    return _daily(grant, channels)


def intervals(grant: Grant, channels: Sequence[Channel] | None = None) -> dict[Channel, IntervalHistory]:
    """Quarter-hours, or hours of gas, over the grant's whole period. `channels` and errors as for `daily`."""
    _require(grant, Granularity.INTERVAL)
    period = closed_period(grant)
    gas = grant.access_point.energy == Energy.GAS
    found: dict[int, list[_PackedDay]] = {}
    rows = ReadingDay.objects.filter(_inside(grant, period, _asked(grant, channels)), profile__isnull=False)
    for channel, day, status, profile in rows.values_list("channel", "day", "status", "profile"):
        found.setdefault(channel, []).append((day, status, profile or b""))
    edges = calendar.day_starts(period.start, period.length, gas=gas)
    return {
        channel: _unpacked(channel, period, edges, found.get(channel, []))
        for channel in _shown(grant, channels, found)
    }


def buckets(grant: Grant, step: Step, channels: Sequence[Channel] | None = None) -> dict[Channel, list[Bucket]]:
    """Sums by `step` over the grant's period. Raises `NotVisible` when the grant does not reach so fine."""
    _require(grant, step.granularity)
    return {channel: aggregates.summed(days, step) for channel, days in _daily(grant, channels).items()}


def index_history(grant: Grant, spans: Sequence[MeterSpan] | None = None) -> list[IndexPeriod]:
    """Consumption between successive index readings of annual and monthly meters, oldest first, by channel.

    Only readings from the first day of the grant's period to the day after its last count: what was used before or
    after never enters a difference. Raises `NotVisible` when the grant holds neither history nor indexes, or is
    coarser than the meter is read. `spans`: `meters(grant)`, where they are known already.
    """
    every = meters(grant) if spans is None else spans
    if not grant.kinds & {DataKind.HISTORY, DataKind.INDEX}:
        raise NotVisible
    if index_granularity(grant, every) > grant.granularity:
        raise NotVisible
    read = [meter for meter in every if meter.kind in _READ_BY_A_PERSON]
    period = closed_period(grant)
    rows = IndexReading.objects.filter(
        access_point_id=grant.access_point.pk,
        meter_id__in=[meter.id for meter in read],
        day__gte=period.start,
        day__lte=period.end,
    ).values_list("meter_id", "register", "day", "value", "status")
    return standings.differences([standings.Standing(*row) for row in rows], read)


def index_granularity(grant: Grant, spans: Sequence[MeterSpan] | None = None) -> Granularity:
    """How fine the readings made by a person are in the grant's period: by month or by year."""
    spans = meters(grant) if spans is None else spans
    own = (_READ_BY_A_PERSON.get(meter.kind, Granularity.YEAR) for meter in spans)
    return max(own, default=Granularity.YEAR)


def last_received(grant: Grant) -> date | None:
    """The last day inside the grant that has data; None when none has."""
    period = closed_period(grant)
    days = [
        ReadingDay.objects.filter(_inside(grant, period, [channel]))  # one at a time: the key is in that order
        .exclude(status=Status.MISSING)
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
        for channel in _asked(grant, None)
    ]
    days.append(
        IndexReading.objects.filter(
            access_point_id=grant.access_point.pk, day__gte=period.start, day__lte=period.end
        ).aggregate(last=Max("day"))["last"]
    )
    return max((day for day in days if day is not None), default=None)


def meters(grant: Grant) -> list[MeterSpan]:
    """The meters in place in the grant's period, oldest first, each for its part of the period. One query."""
    return meters_on([grant])[grant.access_point.pk]


def meters_on(grants: Iterable[Grant]) -> dict[int, list[MeterSpan]]:
    """As `meters`, of many grants, by the id of their access point. One query as well."""
    periods = {grant.access_point.pk: closed_period(grant) for grant in grants}
    spans: dict[int, dict[int, MeterSpan]] = {access_point: {} for access_point in periods}
    found = Meter.objects.filter(access_point__in=periods.keys()).order_by("installed_on")
    for access_point, key, number, kind, installed, removed, obis, digits in found.values_list(
        "access_point",
        "pk",
        "number",
        "kind",
        "installed_on",
        "removed_on",
        "registers__obis",
        "registers__digits",
    ):
        inside = Period(installed, removed).intersection(periods[access_point])
        if inside is not None:
            span = spans[access_point].setdefault(key, MeterSpan(key, number, MeterKind(kind), inside, {}))
            if obis is not None:
                span.registers[obis] = digits
    return {access_point: list(each.values()) for access_point, each in spans.items()}


def shown_of(grants: Sequence[Grant]) -> set[int]:
    """The access points of which a page shows something within these grants, by id; at most one query.

    Consumption by month or finer shows with every meter. Else the meter tells: one that a person reads shows its
    readings, where the grant is not coarser than they are; another one shows consumption alone.
    """
    clear = {
        grant.access_point.pk
        for grant in grants
        if DataKind.HISTORY in grant.kinds and grant.granularity >= Granularity.MONTH
    }
    others = [grant for grant in grants if grant.access_point.pk not in clear]
    spans = meters_on(others) if others else {}
    return clear | {grant.access_point.pk for grant in others if _shows(grant, spans[grant.access_point.pk])}


def _shows(grant: Grant, spans: Sequence[MeterSpan]) -> bool:
    if read_by_a_person(spans):
        return index_granularity(grant, spans) <= grant.granularity
    return DataKind.HISTORY in grant.kinds


def granularities(grant: Grant, spans: Sequence[MeterSpan] | None = None) -> list[Granularity]:
    """The granularities that both the grant and the meters in its period have, coarsest first.

    A meter that a person reads has one: its readings by year or by month. `spans` are the grant's `meters`, where
    they are known already.
    """
    spans = meters(grant) if spans is None else spans
    if read_by_a_person(spans):
        own = index_granularity(grant, spans)
        return [own] if own <= grant.granularity else []
    return [step for step in Granularity if step <= grant.granularity]


def read_by_a_person(spans: Sequence[MeterSpan]) -> bool:
    """Whether index readings are all that these meters give."""
    return bool(spans) and all(meter.kind in _READ_BY_A_PERSON for meter in spans)


def _require(grant: Grant, granularity: Granularity) -> None:
    if DataKind.HISTORY not in grant.kinds or grant.granularity < granularity:
        raise NotVisible


def _asked(grant: Grant, channels: Sequence[Channel] | None) -> Sequence[Channel]:
    own = CHANNELS[grant.access_point.energy]
    return own if channels is None else [channel for channel in channels if channel in own]


def _inside(grant: Grant, period: Period, channels: Iterable[Channel]) -> Q:
    return Q(
        access_point_id=grant.access_point.pk,
        channel__in=[int(channel) for channel in channels],
        day__gte=period.start,
        day__lt=period.end,
    )


def _shown(grant: Grant, channels: Sequence[Channel] | None, found: Collection[int]) -> list[Channel]:
    """The channels to answer with: those asked for, or those with data and, in any case, one to show."""
    asked = _asked(grant, channels)
    if channels is not None:
        return list(asked)
    first = asked[0]
    always = {first} if not found or not first.is_gas else set()
    return [channel for channel in asked if channel in found or channel in always]


def _daily(grant: Grant, channels: Sequence[Channel] | None) -> dict[Channel, DailyHistory]:
    period = closed_period(grant)
    # The database makes a list of each column: one row a channel, and no look at each value here. The lists of one
    # row are in one order, whichever it is.
    rows = ReadingDay.objects.filter(_inside(grant, period, _asked(grant, channels))).values_list("channel")
    rows = rows.annotate(
        numbers=ArrayAgg(_DayNumber("day", Value(period.start))),
        totals=ArrayAgg("total"),
        statuses=ArrayAgg("status"),
        nights=ArrayAgg(Coalesce("night", MISSING, output_field=BigIntegerField())),
    )
    found: dict[int, NDArray[np.int64]] = {row[0]: np.array(row[1:], np.int64) for row in rows}
    nothing = np.empty((4, 0), np.int64)
    return {
        channel: _dense(period, found.get(channel, nothing)) for channel in _shown(grant, channels, found.keys())
    }


class _DayNumber(Func):
    """How many days the first date is after the second."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


def _dense(period: Period, columns: NDArray[np.int64]) -> DailyHistory:
    """One channel, one place a day. Columns: number of the day in the period, total, status, night part."""
    totals = np.full(period.length, MISSING, np.int64)
    statuses = np.zeros(period.length, np.uint8)
    night = np.full(period.length, MISSING, np.int64)
    at, sums, states, nights = columns
    totals[at] = sums
    statuses[at] = states
    night[at] = nights
    nothing = statuses == Status.MISSING
    totals[nothing] = night[nothing] = MISSING
    return DailyHistory(period.start, totals, statuses, night)


def _unpacked(channel: Channel, period: Period, edges: Moments, rows: Sequence[_PackedDay]) -> IntervalHistory:
    """The profiles of one channel, one place an interval."""
    step = channel.step_seconds
    starts = np.arange(edges[0], edges[-1], np.timedelta64(step, "s"))
    firsts = ((edges - edges[0]).astype(np.int64) // step).tolist()
    values = np.full(len(starts), MISSING, np.int64)
    statuses = np.zeros(len(starts), np.uint8)
    night = np.zeros(len(starts), np.bool_)
    told = np.zeros(len(starts), np.bool_)
    first_day = period.start.toordinal()
    for day, status, stored in rows:
        number = day.toordinal() - first_day
        place = slice(firsts[number], firsts[number + 1])
        profile = decode(bytes(stored), Status(status))
        values[place] = profile.values
        statuses[place] = profile.states
        if profile.night is not None:
            night[place] = profile.night
            told[place] = True
    return IntervalHistory(starts, step, values, statuses, night if told.any() else None)
