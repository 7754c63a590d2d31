"""The states of a proposed day. Pure Python."""

from enum import StrEnum


class ProposalState(StrEnum):
    """Where a proposed day is."""

    OPEN = "open"  # waits for the confirmation of everybody whom it concerns
    AGREED = "agreed"  # everybody confirmed: the legs are planned
    FALLEN = "fallen"  # somebody cannot any more, or nobody is left: the others are asked again


class Change(StrEnum):
    """What happened to a work day, for those who are told."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    FELL = "fell"


S = ProposalState
MOVES = frozenset({(S.OPEN, S.AGREED), (S.OPEN, S.FALLEN), (S.AGREED, S.FALLEN)})
LIVE = frozenset({S.OPEN, S.AGREED})


def sources(after: ProposalState) -> list[ProposalState]:
    """The states from which a proposal may come to `after`."""
    return [before for before, target in sorted(MOVES) if target == after]


# What the operator of a leg says of the work day: changes of that leg, each with a revision of its own.
DAYS_OFFERED, DAY_CONFIRMED, DAY_DECLINED = "days_offered", "day_confirmed", "day_declined"
SAID = frozenset({DAYS_OFFERED, DAY_CONFIRMED, DAY_DECLINED})
