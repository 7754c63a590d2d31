"""What deliveries and requests learn from the outbox and of occupants, in the same transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.customers.models import Occupancy
from portal.ean_delivery.handling import note_returned
from portal.ean_delivery.operations import note_end
from portal.ean_delivery.states import DeliveryState
from portal.ean_delivery.tasks import WAITING, wake_by_public_id
from portal.ean_delivery.withdrawing import withdraw_unsent
from portal.messaging.states import State
from portal.primitives.period import belgian_day

# To which state: the first that the delivery's own allows. One that was cancelled is composed anew (R11).
_ENDS: Mapping[str, Mapping[State, Sequence[DeliveryState]]] = {
    "sms": {
        State.DELIVERED: [DeliveryState.ARRIVED],
        State.UNDELIVERED: [DeliveryState.SMS_FAILED],
        State.FAILED: [DeliveryState.SMS_FAILED],
        State.EXPIRED: [DeliveryState.SMS_FAILED],
        State.CANCELLED: [DeliveryState.REQUESTED],
    },
    "letter": {
        State.UNDELIVERED: [DeliveryState.LOST],
        State.FAILED: [DeliveryState.LOST],
        State.EXPIRED: [DeliveryState.LOST],
        State.CANCELLED: [DeliveryState.REQUESTED, DeliveryState.SMS_FAILED],
    },
}


def follow_message(*, key: str, state: str, now: datetime, **_: Any) -> None:
    """Write down the end of a delivery's or an answer's message; a worker goes on where something is left to send.

    Not here: who issues a message locks the access point first, and here the message is locked already.
    """
    room, public_id, channel = _parts(key)
    if room == "ean":
        for to in _ENDS[channel].get(State(state), []):
            if note_end(public_id=UUID(public_id), to=to, now=now):
                if to in WAITING:
                    transaction.on_commit(partial(wake_by_public_id, public_id), robust=True)
                return
    elif room == "ean-request" and channel == "letter" and state != State.DELIVERED:
        note_returned(public_id=UUID(public_id), now=now)


def note_posted(*, key: str, now: datetime, **_: Any) -> None:
    """The print house posted the letter of a delivery."""
    room, public_id, channel = _parts(key)
    if (room, channel) == ("ean", "letter"):
        note_end(public_id=UUID(public_id), to=DeliveryState.POSTED, now=now)


def follow_occupant(*, occupancy: Occupancy, now: datetime, **_: Any) -> None:
    """Who does not live there any more, or not yet, is told no EAN of it."""
    if belgian_day(now) not in occupancy.period:
        withdraw_unsent(occupancy=occupancy, now=now)


def _parts(key: str) -> Sequence[str]:
    """Room, public id and channel in the key of a message, such as `ean-request:<id>:letter:<nth>`."""
    return [*key.split(":"), "", ""][:3]
