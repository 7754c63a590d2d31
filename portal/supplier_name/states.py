"""The states of a question for the supplier's name."""

from enum import StrEnum


class RequestState(StrEnum):
    REQUESTED = "requested"  # typed; nothing was looked at yet
    SENT = "sent"  # a letter goes to the installation address
    REFUSED = "refused"  # nothing fits, or too many letters: all the same outside


MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.REQUESTED: frozenset({RequestState.SENT, RequestState.REFUSED}),
    RequestState.SENT: frozenset(),
    RequestState.REFUSED: frozenset(),
}
