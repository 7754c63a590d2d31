"""Kinds of cases, the states of a case, and by when it is to be answered."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from portal.primitives.period import month_after
from portal.primitives.working_days import add_working_days


class CaseKind(StrEnum):
    NOT_RECOGNISED = "not_recognised"  # a resident does not recognise a line of the journal
    LOOK_UP_ALERT = "look_up_alert"  # look-ups of a social welfare office that stand out (R9)


class Alert(StrEnum):
    """What stands out: `detail["alert"]` of a `LOOK_UP_ALERT`."""

    MANY_LOOK_UPS = "many_look_ups"  # by one person on one day; `detail["count"]`
    COLLEAGUE = "colleague"  # the home of somebody of the same office
    NO_CASE_FOLLOWED = "no_case_followed"  # none of the office's cases bears the reference that was given


class CaseState(StrEnum):
    OPEN = "open"
    IN_HAND = "in_hand"  # a data protection officer took it, and said why
    ANSWERED = "answered"  # the resident can read the answer
    CLOSED = "closed"  # nobody waits for an answer: what was found is kept


_S = CaseState

MOVES: Mapping[CaseState, frozenset[CaseState]] = {
    _S.OPEN: frozenset({_S.IN_HAND}),
    _S.IN_HAND: frozenset({_S.IN_HAND, _S.ANSWERED, _S.CLOSED}),  # a colleague may take it over
    _S.ANSWERED: frozenset(),
    _S.CLOSED: frozenset(),
}
OPEN = (CaseState.OPEN, CaseState.IN_HAND)
_ALERT_DAYS = 2  # a breach is notified within 72 hours (GDPR Art. 33(1)): somebody has to look well before


def sources(after: CaseState) -> list[CaseState]:
    """The states from which `after` may be reached: what a conditional UPDATE names in its WHERE."""
    return [state for state, targets in MOVES.items() if after in targets]


def due_on(kind: CaseKind, opened: date) -> date:
    """The last day to answer: a resident within one month (GDPR Art. 12(3)), which ends on a working day
    (Regulation 1182/71, Art. 3); an alert within two working days."""
    if kind is CaseKind.NOT_RECOGNISED:
        return add_working_days(month_after(opened) - timedelta(days=1), 1)
    return add_working_days(opened, _ALERT_DAYS)
