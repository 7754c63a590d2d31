"""Asking for EANs, judging it, and sending them: by SMS to the mobile on file, else by letter (R6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from portal.access.actor import Actor, ActorKind
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on, postal_address, trusted_mobile
from portal.ean_delivery.models import EanDelivery
from portal.ean_delivery.registering import register_home
from portal.ean_delivery.states import DELIVERY_MOVES, DeliveryState, sources
from portal.grid.models import Energy
from portal.grid.operations import lock_access_points
from portal.limits import Limit, LimitReached, forget, take
from portal.look_up.addresses import home_at, occupancies_at_home
from portal.messaging.models import Message
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.ean import Ean
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day

PER_CLIENT = Limit("ean_client", 10, timedelta(hours=1))
ALL_CLIENTS = Limit("ean_all", 20_000, timedelta(days=1), alarm=True)
FAILURES_PER_METER = Limit("ean_meter", 5, timedelta(days=1), alarm=True)
PER_HOME_DAY = Limit("ean_home_day", 3, timedelta(days=1))
PER_HOME_WEEK = Limit("ean_home_week", 6, timedelta(days=7))

BY_SMS_AT_MOST = 2  # EANs; more are a request that people handle
_SMS_LASTS = timedelta(days=1)  # then the letter goes


def request_delivery(
    *, typed: dict[str, str], token: UUID, language: str, client: str, now: datetime
) -> EanDelivery:
    """Record what a visitor typed (street, house_number, box, postal_code, meter_number), for a worker to judge:
    so the answer is the same, and as quick, whatever it was. The same `token` again changes nothing.

    Raises `LimitReached` or `LimitsUnavailable`.
    """
    if known := EanDelivery.objects.filter(token=token).first():
        return known
    take((PER_CLIENT, client), (ALL_CLIENTS, ""))
    delivery, _ = EanDelivery.objects.get_or_create(
        token=token,
        defaults={
            "typed": typed,
            "language": language,
            "actor_kind": ActorKind.ANONYMOUS,
            "requested_at": now,
            "changed_at": now,
        },
    )
    return delivery


@transaction.atomic
def deliver_to(
    *, occupancy: Occupancy, actor: Actor, token: UUID, language: str, now: datetime, purpose: str = ""
) -> EanDelivery:
    """Record the wish of an occupant who is signed in, or of staff for a caller whose numbers were right.

    The same `token` again changes nothing. Raises `LimitReached` or `LimitsUnavailable`.
    """
    delivery, is_new = EanDelivery.objects.get_or_create(
        token=token,
        defaults={
            "occupancy": occupancy,
            "language": language,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "role": actor.role,
            "purpose": purpose,
            "requested_at": now,
            "changed_at": now,
        },
    )
    if is_new:
        _count(occupancy, now)
    return delivery


@transaction.atomic
def judge(*, delivery_id: int, now: datetime) -> None:
    """Look at what was asked for, and send the EANs of that home to whom the register knows there.

    To judge twice changes nothing; one whose message was withdrawn before it left is judged again (R11).
    Raises `LimitsUnavailable`, and then leaves it to be judged later.
    """
    delivery = _held(delivery_id, DeliveryState.REQUESTED)
    if delivery is None:
        return
    asked_for = delivery.occupancy is not None
    delivery.occupancy = delivery.occupancy or _right_occupancy(delivery, now)
    delivery.typed = {}
    if delivery.occupancy is None:
        _settle(delivery, DeliveryState.REFUSED, now)
        return
    home = _locked_home(delivery.occupancy, now)
    if not home:
        delivery.occupancy = delivery.occupancy if asked_for else None
        _settle(delivery, DeliveryState.CANCELLED if asked_for else DeliveryState.REFUSED, now)
    elif len(home) > BY_SMS_AT_MOST:
        register_home(delivery=delivery, now=now)
        _settle(delivery, DeliveryState.REGISTERED, now)
    elif mobile := trusted_mobile(delivery.occupancy.customer, now=now):
        _send_sms(delivery, home, mobile, now)
    else:
        _send_letter(delivery, home, DeliveryState.BY_LETTER, now)


@transaction.atomic
def follow_with_letter(*, delivery_id: int, now: datetime) -> None:
    """Send the letter that takes the place of an SMS which could not be delivered. Once, however often called."""
    delivery = _held(delivery_id, DeliveryState.SMS_FAILED)
    if delivery is None or delivery.occupancy is None:
        return
    if home := _locked_home(delivery.occupancy, now):
        _send_letter(delivery, home, DeliveryState.LETTER_FOLLOWS, now)
    else:
        _settle(delivery, DeliveryState.CANCELLED, now)


def note_end(*, public_id: UUID, to: DeliveryState, now: datetime) -> bool:
    """Write down what became of the message of a delivery, in the transaction that learned it."""
    return bool(
        EanDelivery.objects.filter(public_id=public_id, state__in=sources(DELIVERY_MOVES, to)).update(
            state=to, changed_at=now
        )
    )


def _held(delivery_id: int, state: DeliveryState) -> EanDelivery | None:
    return (
        EanDelivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("occupancy__customer", "occupancy__access_point")
        .filter(pk=delivery_id, state=state)
        .first()
    )


def _right_occupancy(delivery: EanDelivery, now: datetime) -> Occupancy | None:
    """The home that was typed; None also after too many tries on its meter, or too many deliveries."""
    typed = dict(delivery.typed)
    meter_number = MeterNumber(typed.pop("meter_number"))
    try:
        take((FAILURES_PER_METER, meter_number))
        occupancy = home_at(**typed, meter_number=meter_number, now=now)
        if occupancy is not None:
            _count(occupancy, now)
            forget((FAILURES_PER_METER, meter_number))
    except LimitReached:
        return None
    return occupancy


def _count(occupancy: Occupancy, now: datetime) -> None:
    """Whichever of its meters was named, the home counts."""
    home = occupancies_at_home(occupancy, now=now) or [occupancy]
    key = str(home[0].public_id)
    take((PER_HOME_DAY, key), (PER_HOME_WEEK, key))


def _locked_home(occupancy: Occupancy, now: datetime) -> list[Occupancy]:
    """The occupancies of this home, read while nobody can change them; empty when the occupant has left (R11)."""
    lock_access_points(each.access_point_id for each in occupancies_at_home(occupancy, now=now))
    lock_access_points([occupancy.access_point_id])
    if not lived_in_on(belgian_day(now)).filter(pk=occupancy.pk).exists():
        return []
    return occupancies_at_home(occupancy, now=now)


def _send_sms(delivery: EanDelivery, home: Sequence[Occupancy], mobile: str, now: datetime) -> None:
    first, second = home[0].access_point, home[1].access_point if len(home) > 1 else None
    enqueue(
        template="ean.sms",
        to=_recipient(home[0], mobile=mobile),
        context={
            "brand": settings.BRAND,
            "number": settings.OPERATOR["contact_number"],
            "first_is_gas": first.energy == Energy.GAS,
            "first": Ean(first.ean).grouped,
            "second_is_gas": second is not None and second.energy == Energy.GAS,
            "second": Ean(second.ean).grouped if second else "",
        },
        key=_key(delivery, "sms"),
        now=now,
        expires_at=now + _SMS_LASTS,
        bound_to=str(delivery.public_id),
    )
    _settle(delivery, DeliveryState.BY_SMS, now)
    _trace(delivery, home, "sms", now)


def _send_letter(delivery: EanDelivery, home: Sequence[Occupancy], state: DeliveryState, now: datetime) -> None:
    enqueue(
        template="ean.letter",
        to=_recipient(home[0]),
        context={
            "dated": belgian_day(now).isoformat(),
            "reference": str(delivery.public_id)[:8].upper(),
            "number": settings.OPERATOR["contact_number"],
            "rows": [
                {
                    "address": each.access_point.address,
                    "energy": each.access_point.energy,
                    "ean": each.access_point.ean,
                }
                for each in home
            ],
        },
        key=_key(delivery, "letter"),
        now=now,
        bound_to=str(delivery.public_id),
    )
    _settle(delivery, state, now)
    _trace(delivery, home, "letter", now)


def _key(delivery: EanDelivery, channel: str) -> str:
    """One for each time that the message is composed: it is composed anew when it was withdrawn before it left."""
    nth = Message.objects.filter(bound_to=str(delivery.public_id)).count()
    return f"ean:{delivery.public_id}:{channel}:{nth}"


def _recipient(occupancy: Occupancy, *, mobile: str = "") -> Recipient:
    customer = occupancy.customer
    return Recipient(
        language=customer.language,
        mobile=mobile,
        subject=str(customer.public_id),
        address=postal_address(occupancy),
    )


def _settle(delivery: EanDelivery, state: DeliveryState, now: datetime) -> None:
    delivery.state, delivery.changed_at = state.value, now
    delivery.save()


def _trace(delivery: EanDelivery, home: Sequence[Occupancy], channel: str, now: datetime) -> None:
    own = delivery.actor_kind == ActorKind.RESIDENT
    for occupancy in home:
        record(
            code="ean_sent",
            at=now,
            actor_kind=delivery.actor_kind,
            actor_id=delivery.actor_id,
            role=delivery.role,
            subject=str(occupancy.customer.public_id),
            access_point_id=occupancy.access_point_id,
            kinds=[DataKind.EAN],
            basis=LegalBasis.OCCUPANCY if own else LegalBasis.OPERATOR_TASK,
            purpose=delivery.purpose,
            channel=channel,
            reference=str(delivery.public_id),
        )
