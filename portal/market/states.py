"""The states of a market event, and which may follow which."""

from enum import StrEnum

from portal.primitives.errors import IllegalMove


class EventState(StrEnum):
    PENDING = "pending"  # waits for another event: `reason` says which kind
    APPLIED = "applied"  # the tables say what it says
    CANCELLED = "cancelled"  # another event took it back, for good
    SUPERSEDED = "superseded"  # another event already says otherwise, or the same: `reason` says which


# A late event, or a cancellation, may change what any earlier one comes to; only a cancellation is final.
_MOVES: dict[EventState, frozenset[EventState]] = {
    EventState.PENDING: frozenset({EventState.APPLIED, EventState.SUPERSEDED, EventState.CANCELLED}),
    EventState.APPLIED: frozenset({EventState.PENDING, EventState.SUPERSEDED, EventState.CANCELLED}),
    EventState.SUPERSEDED: frozenset({EventState.PENDING, EventState.APPLIED, EventState.CANCELLED}),
    EventState.CANCELLED: frozenset(),
}


def check_move(former: EventState, latter: EventState) -> None:
    """Raise `IllegalMove` unless `latter` may follow `former`. Staying is no move, and allowed."""
    if latter is not former and latter not in _MOVES[former]:
        raise IllegalMove(f"{former} → {latter}")
