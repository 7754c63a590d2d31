"""The states of a reading by a customer (R12)."""

from enum import StrEnum


class ReadingState(StrEnum):
    WAITING = "waiting"  # implausible: somebody looks at it
    ACCEPTED = "accepted"  # in the history
    REJECTED = "rejected"
    REPLACED = "replaced"  # the customer gave another one for the same day
    VOID = "void"  # its day is not in the occupancy any more


MOVES: dict[ReadingState, frozenset[ReadingState]] = {
    ReadingState.WAITING: frozenset(
        {ReadingState.ACCEPTED, ReadingState.REJECTED, ReadingState.REPLACED, ReadingState.VOID}
    ),
    ReadingState.ACCEPTED: frozenset({ReadingState.REPLACED, ReadingState.VOID}),
    ReadingState.REJECTED: frozenset(),
    ReadingState.REPLACED: frozenset(),
    ReadingState.VOID: frozenset({ReadingState.WAITING, ReadingState.ACCEPTED}),  # a move-out was cancelled
}


def sources(after: ReadingState) -> list[ReadingState]:
    """The states from which `after` may be reached: what a conditional UPDATE names in its WHERE."""
    return [state for state, targets in MOVES.items() if after in targets]
