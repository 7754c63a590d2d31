"""The states of a leg, the moves between them, and who may make each (R13). Pure Python.

submitted ⇄ incomplete       the operator misses something, the applicant sends it
submitted → in study → offered → accepted → (permits →) planned → connected
refused by the operator, withdrawn by the applicant, expired by time
"""

from collections.abc import Mapping
from enum import StrEnum


class LegState(StrEnum):
    """Where a leg is."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"  # waits for the applicant
    IN_STUDY = "in_study"
    OFFERED = "offered"  # waits for the applicant
    ACCEPTED = "accepted"  # the offer is accepted; payment, then a day
    PERMITS = "permits"  # road works need permits
    PLANNED = "planned"
    CONNECTED = "connected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # the offer, or the time to send what was missing, ran out


class Party(StrEnum):
    """Who moves a leg, and for whom it waits."""

    APPLICANT = "applicant"
    OPERATOR = "operator"
    COORDINATOR = "coordinator"  # of the DSO
    SYSTEM = "system"  # time


S, P = LegState, Party
_BEFORE_WORKS = (S.SUBMITTED, S.INCOMPLETE, S.IN_STUDY, S.OFFERED, S.ACCEPTED, S.PERMITS)
_OPEN = (*_BEFORE_WORKS, S.PLANNED)

MOVES: Mapping[tuple[LegState, LegState], frozenset[Party]] = {
    (S.SUBMITTED, S.INCOMPLETE): frozenset({P.OPERATOR}),
    (S.IN_STUDY, S.INCOMPLETE): frozenset({P.OPERATOR}),
    (S.INCOMPLETE, S.SUBMITTED): frozenset({P.APPLICANT, P.OPERATOR}),  # sent, or not missed any more
    (S.SUBMITTED, S.IN_STUDY): frozenset({P.OPERATOR}),
    (S.IN_STUDY, S.OFFERED): frozenset({P.OPERATOR}),
    (S.OFFERED, S.IN_STUDY): frozenset({P.APPLICANT, P.OPERATOR}),  # another offer is wanted, or replaces it
    (S.OFFERED, S.ACCEPTED): frozenset({P.APPLICANT}),
    (S.ACCEPTED, S.PERMITS): frozenset({P.OPERATOR}),
    (S.ACCEPTED, S.PLANNED): frozenset({P.OPERATOR, P.COORDINATOR, P.SYSTEM}),
    (S.PERMITS, S.PLANNED): frozenset({P.OPERATOR, P.COORDINATOR, P.SYSTEM}),
    (S.PLANNED, S.ACCEPTED): frozenset({P.APPLICANT, P.OPERATOR, P.COORDINATOR, P.SYSTEM}),  # the day falls away
    (S.PLANNED, S.PERMITS): frozenset({P.APPLICANT, P.OPERATOR, P.COORDINATOR, P.SYSTEM}),
    (S.PLANNED, S.CONNECTED): frozenset({P.OPERATOR}),
    (S.INCOMPLETE, S.EXPIRED): frozenset({P.SYSTEM}),
    (S.OFFERED, S.EXPIRED): frozenset({P.SYSTEM}),
    **{(before, S.REFUSED): frozenset({P.OPERATOR}) for before in _BEFORE_WORKS},
    **{(before, S.WITHDRAWN): frozenset({P.APPLICANT}) for before in _OPEN},
}

OPEN = frozenset(_OPEN)
CLOSED = frozenset({S.CONNECTED, S.REFUSED, S.WITHDRAWN, S.EXPIRED})
WAITS_FOR_APPLICANT = frozenset({S.INCOMPLETE, S.OFFERED})
UNDECIDED = frozenset({S.SUBMITTED, S.INCOMPLETE, S.IN_STUDY, S.OFFERED})  # the applicant has ordered nothing
PLANNABLE = frozenset({S.ACCEPTED, S.PERMITS})


def sources(after: LegState, by: Party) -> list[LegState]:
    """The states from which `by` may move a leg to `after`: what a conditional UPDATE names in its WHERE."""
    return [before for (before, target), movers in MOVES.items() if target == after and by in movers]
