"""The states of a signed paper, and the moves between them. Pure Python."""

from collections.abc import Mapping
from enum import StrEnum


class PaperState(StrEnum):
    """Where a signed paper is."""

    RECEIVED = "received"  # a worker judges it in a moment
    REVIEW = "review"  # a person judges it
    SECOND_REVIEW = "second_review"  # a first person accepted it; another one looks as well
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    VOID = "void"  # the mandate was signed, answered or ended otherwise meanwhile


S = PaperState
MOVES: Mapping[PaperState, frozenset[PaperState]] = {
    S.RECEIVED: frozenset({S.REVIEW, S.ACCEPTED, S.VOID}),
    S.REVIEW: frozenset({S.SECOND_REVIEW, S.ACCEPTED, S.REJECTED, S.VOID}),
    S.SECOND_REVIEW: frozenset({S.ACCEPTED, S.REJECTED, S.VOID}),
    S.ACCEPTED: frozenset(),
    S.REJECTED: frozenset(),
    S.VOID: frozenset(),
}
OPEN = frozenset({S.RECEIVED, S.REVIEW, S.SECOND_REVIEW})
WITH_PEOPLE = frozenset({S.REVIEW, S.SECOND_REVIEW})


def sources(after: PaperState) -> list[PaperState]:
    """The states from which `after` may be reached: what a conditional UPDATE names in its WHERE."""
    return [state for state, targets in MOVES.items() if after in targets]
