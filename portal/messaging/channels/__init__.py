"""How messages travel. A channel speaks to one provider and tells what came of it; it touches no database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from portal.messaging.states import State


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is not put into words yet. `postal` are the lines of a letter's address."""

    template: str
    context: Mapping[str, Any]
    language: str
    address: str  # E.164 number or e-mail address
    postal: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message as it will be sent. A letter is its `file`, a PDF; its `text` is the print house's job ticket."""

    to: str
    text: str
    file: bytes = b""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a channel is asked to carry."""

    to: str  # E.164 number, e-mail address, or postal address
    text: str
    file: bytes
    message_id: str  # public id of the message, the same in each attempt
    attempt_id: str  # public id of this attempt
    seconds_left: float  # after them nobody wants the message any more


@dataclass(frozen=True, slots=True)
class Taken:
    """The provider has it."""

    provider_id: str
    status: State
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class NotNow:
    """The provider certainly does not have it, and may take it later."""

    error: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider will never take it."""

    error: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request was written, and no answer tells what became of it."""

    error: str


Outcome = Taken | NotNow | Refused | Unknown


class ProviderAway(Exception):
    """The provider could not be asked. Ask again later."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Channel(Protocol):
    """One way of sending. All calls take at most some ten seconds and are made outside any transaction."""

    final_when_taken: bool  # nothing more is ever heard of a message that was taken

    def prepare(self, draft: Draft) -> Prepared:
        """The message in words, and in the form in which it will be sent.

        Raises `primitives.errors.InvalidValue` for an address to which this channel sends nothing, and
        `texts.TextFault`.
        """
        ...

    def send(self, parcel: Parcel) -> Outcome:
        """Hand it to the provider, once. Raises nothing."""
        ...

    def find(
        self,
        *,
        message_id: str,
        to: str,
        since: datetime,
        is_ours: Callable[[str], bool],
        known: Callable[[str], bool],
    ) -> Taken | None:
        """Look up a message to `to`, made since `since`, whose text is ours and whose id is not `known`.

        `message_id` is the public id of the message, for a provider that knows it.

        None when there is none. Raises `ProviderAway`.
        """
        ...

    def status_of(self, provider_id: str) -> Taken | None:
        """What the provider says of it now; None when it has no such message. Raises `ProviderAway`."""
        ...
