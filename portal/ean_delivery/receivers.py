"""What a delivery learns from the outbox, in the same transaction."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.ean_delivery.operations import note_end
from portal.ean_delivery.states import DeliveryState
from portal.ean_delivery.tasks import wake_by_public_id
from portal.messaging.states import State

_ENDS = {
    "sms": {
        State.DELIVERED: DeliveryState.ARRIVED,
        State.UNDELIVERED: DeliveryState.SMS_FAILED,
        State.FAILED: DeliveryState.SMS_FAILED,
        State.EXPIRED: DeliveryState.SMS_FAILED,
        State.CANCELLED: DeliveryState.CANCELLED,
    },
    "letter": {
        State.UNDELIVERED: DeliveryState.LOST,
        State.FAILED: DeliveryState.LOST,
        State.EXPIRED: DeliveryState.LOST,
        State.CANCELLED: DeliveryState.CANCELLED,
    },
}


def follow_message(*, key: str, state: str, now: datetime, **_: Any) -> None:
    """Write down the end of a delivery's message; an SMS that failed has a worker send the letter.

    Not the letter itself: who issues one locks the access point first, and here the message is locked already.
    """
    public_id, channel = _delivery_of(key)
    to = _ENDS.get(channel, {}).get(State(state))
    if to is None:
        return
    if note_end(public_id=UUID(public_id), to=to, now=now) and to is DeliveryState.SMS_FAILED:
        transaction.on_commit(partial(wake_by_public_id, public_id), robust=True)


def note_posted(*, key: str, now: datetime, **_: Any) -> None:
    """The print house posted the letter of a delivery."""
    public_id, channel = _delivery_of(key)
    if channel == "letter":
        note_end(public_id=UUID(public_id), to=DeliveryState.POSTED, now=now)


def _delivery_of(key: str) -> tuple[str, str]:
    """Public id of the delivery and channel in the key of its message; empty for those of other rooms."""
    room, _separator, rest = key.partition(":")
    public_id, _separator, channel = rest.partition(":")
    return (public_id, channel) if room == "ean" else ("", "")
