"""The states of a delivery, of a registered request, and of a line in a list."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar


class DeliveryState(StrEnum):
    REQUESTED = "requested"  # typed or asked for, or an occupant changed before it went: to be looked at
    REFUSED = "refused"  # wrong pair, vacant address, or too many: all the same outside
    BY_SMS = "by_sms"  # handed to the outbox for the mobile on file
    SMS_FAILED = "sms_failed"  # could not be delivered: a letter follows
    BY_LETTER = "by_letter"  # handed to the outbox as a letter
    LETTER_FOLLOWS = "following"  # the same, in place of an SMS that could not be delivered
    POSTED = "posted"  # by the print house; of a letter nobody learns more than that it came back
    ARRIVED = "arrived"  # the mobile has it
    LOST = "lost"  # the letter could not be printed, or came back: people look into it
    REGISTERED = "registered"  # more than two EANs: a request that staff handle
    CANCELLED = "cancelled"  # the occupant left before it went (R11)


class RequestState(StrEnum):
    REGISTERED = "registered"
    IN_HAND = "in_hand"  # a member of staff took it, and said why
    ANSWERED = "answered"
    RETURNED = "returned"  # the letter did not reach who asked: back on the desk
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by who asked


class Match(StrEnum):
    """What became of one line of a request."""

    FOUND = "found"
    NOT_FOUND = "not_found"  # nothing there, nobody there, or more than one home
    OTHER = "other"  # another customer's


_D, _R = DeliveryState, RequestState

DELIVERY_MOVES: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    _D.REQUESTED: frozenset({_D.REFUSED, _D.BY_SMS, _D.BY_LETTER, _D.REGISTERED, _D.CANCELLED}),
    _D.BY_SMS: frozenset({_D.ARRIVED, _D.SMS_FAILED, _D.REQUESTED}),
    _D.SMS_FAILED: frozenset({_D.LETTER_FOLLOWS, _D.CANCELLED}),
    _D.BY_LETTER: frozenset({_D.POSTED, _D.LOST, _D.REQUESTED}),
    _D.LETTER_FOLLOWS: frozenset({_D.POSTED, _D.LOST, _D.SMS_FAILED}),
    _D.POSTED: frozenset({_D.LOST}),
    _D.REFUSED: frozenset(),
    _D.ARRIVED: frozenset(),
    _D.LOST: frozenset(),
    _D.REGISTERED: frozenset(),
    _D.CANCELLED: frozenset(),
}
REQUEST_MOVES: Mapping[RequestState, frozenset[RequestState]] = {
    _R.REGISTERED: frozenset({_R.IN_HAND, _R.WITHDRAWN}),
    _R.IN_HAND: frozenset({_R.ANSWERED, _R.REFUSED, _R.WITHDRAWN}),
    _R.ANSWERED: frozenset({_R.RETURNED}),
    _R.RETURNED: frozenset({_R.IN_HAND, _R.WITHDRAWN}),
    _R.REFUSED: frozenset(),
    _R.WITHDRAWN: frozenset(),
}

StateT = TypeVar("StateT", bound=StrEnum)


def sources(moves: Mapping[StateT, frozenset[StateT]], after: StateT) -> list[StateT]:
    """The states from which `after` may be reached: what a conditional UPDATE names in its WHERE."""
    return [state for state, targets in moves.items() if after in targets]
