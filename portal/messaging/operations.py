"""Putting messages into the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for. `mobile` E.164, `email`; `language` of the text: fr, nl, de or en."""

    language: str
    mobile: str = ""
    email: str = ""
    subject: str = ""  # public id of the customer, for cancelling what was not yet sent


def enqueue(
    *,
    template: str,
    to: Recipient,
    context: Mapping[str, Any],
    key: str,
    now: datetime,
    not_before: datetime | None = None,
    bound_to: str = "",
) -> None:
    """Store one message with the change that causes it, in the caller's transaction; a worker sends it.

    `key` is unique per business event: a second call with it changes nothing. `template` names a text in
    `messaging/templates/messaging/`, which also tells the channel. `bound_to` is the public id of the occupancy
    whose end cancels what was not yet sent (R11).
    """
    raise NotImplementedError
