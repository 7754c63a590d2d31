"""Calls at the contact centre: check what the caller says, then start the same delivery (R6)."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.ean_delivery.models import Call, EanDelivery
from portal.ean_delivery.operations import deliver_to
from portal.limits import Limit, take
from portal.look_up.addresses import home_at
from portal.primitives.errors import UnableTo
from portal.primitives.meter_number import MeterNumber

PER_STAFF_HOUR = Limit("ean_desk_hour", 60, timedelta(hours=1), alarm=True)
WRONG_PER_STAFF = Limit("ean_desk_wrong", 30, timedelta(days=1), alarm=True)
SEND_WITHIN = timedelta(hours=1)  # a call is over by then


class UnableToSend(UnableTo):
    """The call was not right, or is over."""


@transaction.atomic
def check_call(*, actor: Actor, typed: dict[str, str], reference: str, note: str, now: datetime) -> Call:
    """Say whether address and meter number belong together, and keep the call in the journal either way.

    Raises `LimitReached` or `LimitsUnavailable`.
    """
    take((PER_STAFF_HOUR, actor.id))
    words = dict(typed)
    meter_number = MeterNumber(words.pop("meter_number"))
    occupancy = home_at(**words, meter_number=meter_number, now=now)
    if occupancy is None:
        take((WRONG_PER_STAFF, actor.id))
    call = Call.objects.create(
        staff_id=actor.id, reference=reference, note=note, at=now, right=occupancy is not None, occupancy=occupancy
    )
    if occupancy is not None:
        record(
            code="ean_call",
            at=now,
            **actor.traced,
            subject=str(occupancy.customer.public_id),
            access_point_id=occupancy.access_point_id,
            kinds=[DataKind.TECHNICAL],
            basis=LegalBasis.OPERATOR_TASK,
            purpose=reference,
            channel="page",
            reference=str(call.public_id),
        )
    return call


@transaction.atomic
def send_for_call(*, call: Call, actor: Actor, now: datetime) -> EanDelivery:
    """Start the delivery for a caller whose numbers were right; for one call, one delivery.

    Raises `UnableToSend`, `LimitReached` or `LimitsUnavailable`.
    """
    if call.occupancy is None or now - call.at > SEND_WITHIN:
        raise UnableToSend
    delivery = deliver_to(
        occupancy=call.occupancy,
        actor=actor,
        token=call.public_id,
        language=call.occupancy.customer.language,
        purpose=call.reference,
        now=now,
    )
    Call.objects.filter(pk=call.pk).update(delivery=delivery)
    return delivery
