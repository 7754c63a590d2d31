"""The states of a look-up."""

from enum import StrEnum


class LookUpState(StrEnum):
    REQUESTED = "requested"  # typed; nothing was looked at yet
    CODE_SENT = "code_sent"  # the pair is right, and a code went to the contact on file
    LETTER_WANTED = "letter_wanted"  # the pair is right, but no contact is on file (R4)
    REFUSED = "refused"  # wrong pair, unknown EAN, vacant address, or too many failures: all the same outside
    CONFIRMED = "confirmed"  # the code came back


MOVES: dict[LookUpState, frozenset[LookUpState]] = {
    LookUpState.REQUESTED: frozenset({LookUpState.CODE_SENT, LookUpState.LETTER_WANTED, LookUpState.REFUSED}),
    LookUpState.CODE_SENT: frozenset({LookUpState.CONFIRMED}),
    LookUpState.LETTER_WANTED: frozenset(),
    LookUpState.REFUSED: frozenset(),
    LookUpState.CONFIRMED: frozenset(),
}


def sources(after: LookUpState) -> list[LookUpState]:
    """The states from which `after` may be reached: what a conditional UPDATE names in its WHERE."""
    return [state for state, targets in MOVES.items() if after in targets]
