"""The states of a mandate, the moves between them, and who may make each (R8). Pure Python.

draft ──────┐                        begun by the grantor
requested ──┤                        begun by the holder
            ├─ signed ─ active       in the portal: signed, then sealed; elsewhere: accepted by itself
            └─ under review ─ active on paper, or a signature that only a person can judge
active ⇄ lapsed                      with the occupancy that it rests on (R11)
"""

from collections.abc import Mapping
from enum import StrEnum


class MandateState(StrEnum):
    """Where a mandate is."""

    DRAFT = "draft"  # the grantor reads it, and has not signed
    REQUESTED = "requested"  # the holder asked, and nobody answered: perhaps there is nobody who could
    SIGNED = "signed"  # signed in the portal; it counts once it bears the operator's seal
    UNDER_REVIEW = "under_review"  # a signed paper waits for a person's judgement
    ACTIVE = "active"  # the only state that gives a right
    REVOKED = "revoked"  # by the grantor
    TERMINATED = "terminated"  # by the holder, or because a newer mandate took its place
    EXPIRED = "expired"  # its last day is over
    LAPSED = "lapsed"  # no occupancy of it lasts; comes back with one
    DECLINED = "declined"  # by the grantor
    REJECTED = "rejected"  # the paper is no valid signature
    TIMED_OUT = "timed_out"  # nobody answered, or signed
    WITHDRAWN = "withdrawn"  # by whoever began it


class Mover(StrEnum):
    """Who moves a mandate."""

    GRANTOR = "grantor"
    HOLDER = "holder"
    OPERATOR = "operator"  # its staff, who review papers
    SYSTEM = "system"  # time, the seal, the change of occupant


class Way(StrEnum):
    """How a mandate is signed."""

    PORTAL = "portal"  # read and confirmed with a one-time code
    ELSEWHERE = "elsewhere"  # the PDF bears a qualified signature
    PAPER = "paper"  # a scan


class EndReason(StrEnum):
    """Why a mandate ended, where the state alone does not tell. Never shown to the holder."""

    REPLACED = "replaced"  # by a newer mandate of the same two for the same data
    ORGANISATION_CLOSED = "organisation_closed"


S, M = MandateState, Mover
_BEFORE_ACTIVE = (S.SIGNED, S.UNDER_REVIEW)

MOVES: Mapping[tuple[MandateState, MandateState], frozenset[Mover]] = {
    (S.DRAFT, S.SIGNED): frozenset({M.GRANTOR}),
    (S.DRAFT, S.UNDER_REVIEW): frozenset({M.GRANTOR}),
    (S.DRAFT, S.WITHDRAWN): frozenset({M.GRANTOR, M.SYSTEM}),
    (S.DRAFT, S.TIMED_OUT): frozenset({M.SYSTEM}),
    (S.REQUESTED, S.SIGNED): frozenset({M.GRANTOR}),
    (S.REQUESTED, S.UNDER_REVIEW): frozenset({M.GRANTOR}),
    (S.REQUESTED, S.DECLINED): frozenset({M.GRANTOR}),
    (S.REQUESTED, S.WITHDRAWN): frozenset({M.HOLDER, M.SYSTEM}),
    (S.REQUESTED, S.TIMED_OUT): frozenset({M.SYSTEM}),
    (S.UNDER_REVIEW, S.REJECTED): frozenset({M.OPERATOR}),
    (S.SIGNED, S.ACTIVE): frozenset({M.GRANTOR, M.SYSTEM}),
    (S.UNDER_REVIEW, S.ACTIVE): frozenset({M.OPERATOR}),
    (S.SIGNED, S.LAPSED): frozenset({M.GRANTOR, M.SYSTEM}),
    (S.UNDER_REVIEW, S.LAPSED): frozenset({M.OPERATOR}),
    (S.ACTIVE, S.LAPSED): frozenset({M.SYSTEM}),
    (S.LAPSED, S.ACTIVE): frozenset({M.SYSTEM}),
    **{(before, S.REVOKED): frozenset({M.GRANTOR}) for before in (*_BEFORE_ACTIVE, S.ACTIVE, S.LAPSED)},
    **{
        (before, S.TERMINATED): frozenset({M.HOLDER, M.SYSTEM}) for before in (*_BEFORE_ACTIVE, S.ACTIVE, S.LAPSED)
    },
    **{(before, S.EXPIRED): frozenset({M.SYSTEM}) for before in (*_BEFORE_ACTIVE, S.ACTIVE)},
}

ANSWERABLE = frozenset({S.DRAFT, S.REQUESTED})  # the grantor may still sign
PENDING = frozenset({S.SIGNED, S.UNDER_REVIEW})  # signed, and no right yet
ENDED = frozenset({S.REVOKED, S.TERMINATED, S.EXPIRED, S.LAPSED, S.DECLINED, S.REJECTED, S.TIMED_OUT, S.WITHDRAWN})
ONCE_SIGNED = frozenset({S.SIGNED, S.ACTIVE, S.REVOKED, S.TERMINATED, S.EXPIRED, S.LAPSED})


def sources(after: MandateState, by: Mover) -> list[MandateState]:
    """The states from which `by` may move a mandate to `after`: what a conditional UPDATE names in its WHERE."""
    return [before for (before, target), movers in MOVES.items() if target == after and by in movers]
