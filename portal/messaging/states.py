"""The states of a message, and the moves between them. Pure Python.

    queued ─ claimed ─ sending ─ accepted ─ sent ─ delivered | undelivered | failed
                          └ unknown ┘

A status never moves backwards. What goes back to *queued* is a message of which it is certain that the provider
does not have it: its lease ran out before the request, the provider refused it for now, or a look-up did not find
it.
"""

from collections.abc import Iterable
from enum import StrEnum

from portal.primitives.errors import IllegalMove


class State(StrEnum):
    """Where a message is."""

    QUEUED = "queued"  # waits for its moment and a worker
    CLAIMED = "claimed"  # a worker has it, nothing has left the house
    SENDING = "sending"  # a request to the provider has begun
    UNKNOWN = "unknown"  # the provider may or may not have it
    ACCEPTED = "accepted"  # the provider has it
    SENT = "sent"  # the provider passed it on
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody wants it any more: too late


_Q, _C, _S, _U = State.QUEUED, State.CLAIMED, State.SENDING, State.UNKNOWN
_BY_PROVIDER = frozenset({State.ACCEPTED, State.SENT, State.DELIVERED, State.UNDELIVERED, State.FAILED})
_GIVEN_UP = frozenset({State.FAILED, State.CANCELLED, State.EXPIRED})

MOVES: dict[State, frozenset[State]] = {
    # A callback may come while a message waits to be sent again: the former try had got through after all.
    State.QUEUED: frozenset({_C}) | _GIVEN_UP | _BY_PROVIDER,
    State.CLAIMED: frozenset({_Q, _S}) | _GIVEN_UP | _BY_PROVIDER,
    State.SENDING: frozenset({_Q, _U}) | _GIVEN_UP | _BY_PROVIDER,
    State.UNKNOWN: frozenset({_Q}) | _GIVEN_UP | _BY_PROVIDER,
    State.ACCEPTED: _BY_PROVIDER - {State.ACCEPTED},
    State.SENT: _BY_PROVIDER - {State.ACCEPTED, State.SENT},
    State.DELIVERED: frozenset(),
    State.UNDELIVERED: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
    State.EXPIRED: frozenset(),
}
FINAL = frozenset(state for state, targets in MOVES.items() if not targets)
AT_PROVIDER = frozenset({State.ACCEPTED, State.SENT})  # not ours to send any more, not yet final
UNSENT = frozenset({_Q, _C, _S, _U})  # may still have to be sent, or sent again


def may_move(before: State, after: State) -> bool:
    """Whether the table has this move."""
    return after in MOVES[before]


def sources(after: State, among: Iterable[State] | None = None) -> list[State]:
    """The states from which `after` may be reached: what a conditional UPDATE names in its WHERE.

    `among` narrows them. Raises `IllegalMove` when it names one from which there is no such move.
    """
    if among is None:
        return [state for state in State if may_move(state, after)]
    chosen = list(among)
    for state in chosen:
        if not may_move(state, after):
            raise IllegalMove(f"{state} to {after}")
    return chosen
