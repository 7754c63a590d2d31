"""Giving, confirming and deciding readings by customers (R12), and what an occupant change does to them (R11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from consumption.customer_readings.models import CustomerReading
from consumption.customer_readings.plausibility import Known, doubt
from consumption.customer_readings.states import ReadingState, sources
from consumption.models import IndexReading
from consumption.store.kinds import Status
from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.correspondence.models import Letter
from portal.correspondence.operations.reading import note_answer
from portal.customers.models import Occupancy
from portal.grid.models import Energy, Meter
from portal.grid.operations import lock_access_points
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo

KEEP_PHOTO = timedelta(days=90)  # after the decision


class UnableToRead(UnableTo):
    """`code`: moved (the day is not in the occupancy, or the meter was not there), known (that day was read
    already, by us or by who moved in or out on it), own (staff never decide about the own home, R15), late
    (somebody decided meanwhile)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Given:
    """What the customer typed: Wh or dm³ by OBIS code, on a day. `token` names the form."""

    values: Mapping[str, int]
    day: date
    token: UUID


@transaction.atomic
def give_reading(
    *, occupancy: Occupancy, meter: Meter, given: Given, actor: Actor, letter: Letter | None, now: datetime
) -> CustomerReading:
    """Keep the reading: into the history when it is plausible, else for somebody to look at. One for the same day
    replaces the former one of the customer. Raises `UnableToRead`.
    """
    lock_access_points([occupancy.access_point_id])
    if known := CustomerReading.objects.filter(token=given.token, occupancy=occupancy).first():
        return known
    current = Occupancy.objects.select_related("access_point", "customer").get(pk=occupancy.pk)
    if not _covers(current, meter, given.day):
        raise UnableToRead("moved")
    rows = IndexReading.objects.filter(access_point_id=current.access_point_id, meter_id=meter.pk)
    if rows.filter(day=given.day).exclude(source=IndexReading.Source.CUSTOMER).exists():
        raise UnableToRead("known")
    doubts = _doubts(current, meter, given)
    former = CustomerReading.objects.filter(meter=meter, day=given.day, state__in=sources(ReadingState.REPLACED))
    if former.exclude(occupancy=current).exists():  # the day of a move is in both stays
        raise UnableToRead("known")
    former.update(state=ReadingState.REPLACED)
    rows.filter(day=given.day, source=IndexReading.Source.CUSTOMER).delete()
    reading = CustomerReading.objects.create(
        token=given.token,
        occupancy=current,
        meter=meter,
        letter=letter,
        day=given.day,
        values=dict(given.values),
        doubts=doubts,
        state=ReadingState.WAITING if doubts else ReadingState.ACCEPTED,
        actor_kind=actor.kind,
        actor_id=actor.id,
        given_at=now,
        decided_at=None if doubts else now,
    )
    if not doubts:
        _into_history(reading)
    if letter is not None:
        note_answer(letter=letter, now=now)
    _trace("reading_given", reading, actor, now)
    return reading


def confirm_reading(*, reading: CustomerReading, now: datetime) -> None:
    """The customer stands by an implausible reading: whoever checks it sees that."""
    waiting = CustomerReading.objects.filter(pk=reading.pk, state=ReadingState.WAITING, confirmed_at=None)
    waiting.update(confirmed_at=now)


def add_photo(*, reading: CustomerReading, photo: bytes) -> None:
    """Keep a photo (JPEG) with the reading, in place of the former one, unless it was decided about."""
    CustomerReading.objects.filter(pk=reading.pk, state=ReadingState.WAITING).update(photo=photo)


@transaction.atomic
def open_reading(*, reading: CustomerReading, actor: Actor, purpose: str, now: datetime) -> None:
    """A member of staff takes it in hand, with a reason, and may then see it. Raises `UnableToRead`."""
    _refuse_own(reading, actor)
    if not CustomerReading.objects.filter(pk=reading.pk, state=ReadingState.WAITING).update(handler=actor.id):
        raise UnableToRead("late")
    _trace("reading_opened", reading, actor, now, purpose=purpose)


@transaction.atomic
def decide(*, reading: CustomerReading, actor: Actor, accept: bool, explanation: str, now: datetime) -> None:
    """Accept it into the history, or not, and tell the customer that something waits. Raises `UnableToRead`."""
    _refuse_own(reading, actor)
    lock_access_points([reading.occupancy.access_point_id])
    to = ReadingState.ACCEPTED if accept else ReadingState.REJECTED
    rows = IndexReading.objects.filter(meter_id=reading.meter_id, day=reading.day)
    if accept and rows.filter(access_point_id=reading.occupancy.access_point_id).exists():
        raise UnableToRead("known")
    waiting = CustomerReading.objects.filter(pk=reading.pk, state=ReadingState.WAITING, handler=actor.id)
    if not waiting.update(state=to, decided_at=now, explanation="" if accept else explanation):
        raise UnableToRead("late")
    if accept:
        _into_history(reading)
    _trace("reading_decided", reading, actor, now)
    user = reading.occupancy.customer.user
    if user is not None:
        enqueue(
            template="something_waits.email",
            to=Recipient(language=user.language, email=user.email),
            context={},
            key=f"reading:{reading.public_id}:decided",
            now=now,
            bound_to=str(reading.occupancy.public_id),
        )


@transaction.atomic
def follow(*, occupancy: Occupancy) -> None:
    """Readings of days that are not in the occupancy any more are void; those of days that came back count again.

    The day of the move belongs to both: who leaves may read the meter on it.
    """
    readings = CustomerReading.objects.filter(occupancy=occupancy)
    gone = Q(day__lt=occupancy.start)
    if occupancy.end is not None:
        gone |= Q(day__gt=occupancy.end)
    for reading in readings.filter(gone, state__in=sources(ReadingState.VOID)):
        _standings(reading).delete()
        readings.filter(pk=reading.pk).update(state=ReadingState.VOID, state_before_void=reading.state)
    for reading in readings.filter(~gone, state=ReadingState.VOID).select_related("occupancy", "meter"):
        taken = CustomerReading.objects.filter(
            meter=reading.meter, day=reading.day, state__in=sources(ReadingState.VOID)
        )
        if taken.exists() or _standings(reading, own=False).exists():
            continue
        readings.filter(pk=reading.pk).update(state=F("state_before_void"))
        if reading.state_before_void == ReadingState.ACCEPTED:
            _into_history(reading)


def forget_photos(*, now: datetime) -> int:
    """Erase photos of readings decided some months ago. Returns how many."""
    old = CustomerReading.objects.filter(photo__isnull=False, decided_at__lt=now - KEEP_PHOTO)
    return old.update(photo=None)


def _covers(occupancy: Occupancy, meter: Meter, day: date) -> bool:
    ends = [end for end in (occupancy.end, meter.removed_on) if end is not None]
    starts = max(occupancy.start, meter.installed_on)
    return meter.access_point_id == occupancy.access_point_id and starts <= day <= min(ends, default=day)


def _doubts(occupancy: Occupancy, meter: Meter, given: Given) -> dict[str, dict[str, object]]:
    known = _known(occupancy, meter)
    doubts: dict[str, dict[str, object]] = {}
    for register in meter.registers.filter(obis__in=given.values):
        found = doubt(
            value=given.values[register.obis],
            day=given.day,
            known=known.get(register.obis, []),
            digits=register.digits,
            gas=occupancy.access_point.energy == Energy.GAS,
        )
        if found is not None:
            doubts[register.obis] = {"code": found.code, "times": round(found.times, 1), "comma": found.comma}
    return doubts


def _known(occupancy: Occupancy, meter: Meter) -> dict[str, list[Known]]:
    """The standings of the occupancy by register, or the last one before it: an answer that weighed what the
    former occupant used would tell of it (R3)."""
    known: dict[str, list[Known]] = {}
    rows = IndexReading.objects.filter(access_point_id=occupancy.access_point_id, meter_id=meter.pk)
    for obis, day, value in rows.order_by("day").values_list("register", "day", "value"):
        former = [each for each in known.get(obis, []) if each.day >= occupancy.start]
        known[obis] = [*former, Known(day, value)]
    return known


def _standings(reading: CustomerReading, *, own: bool = True) -> QuerySet[IndexReading]:
    rows = IndexReading.objects.filter(
        access_point_id=reading.occupancy.access_point_id, meter_id=reading.meter_id, day=reading.day
    )
    return rows.filter(source=IndexReading.Source.CUSTOMER) if own else rows


def _into_history(reading: CustomerReading) -> None:
    IndexReading.objects.bulk_create(
        IndexReading(
            access_point_id=reading.occupancy.access_point_id,
            meter_id=reading.meter_id,
            register=obis,
            day=reading.day,
            value=value,
            status=Status.MEASURED,
            source=IndexReading.Source.CUSTOMER,
        )
        for obis, value in reading.values.items()
    )


def _refuse_own(reading: CustomerReading, actor: Actor) -> None:
    if actor.user_id is not None and reading.occupancy.customer.user_id == actor.user_id:
        raise UnableToRead("own")


def _trace(code: str, reading: CustomerReading, actor: Actor, now: datetime, *, purpose: str = "") -> None:
    staff = code != "reading_given"
    record(
        code=code,
        at=now,
        **actor.traced,
        subject=str(reading.occupancy.customer.public_id),
        access_point_id=reading.occupancy.access_point_id,
        kinds=[DataKind.INDEX],
        basis=LegalBasis.OPERATOR_TASK if staff else LegalBasis.OCCUPANCY,
        purpose=purpose,
        channel="page",
        reference=str(reading.public_id),
    )
