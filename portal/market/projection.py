"""What the market's events say of one access point: a pure function of the set of its events.

Nothing here knows in which order events came in. They are sorted by date; on one day by what they are (leaving
comes before arriving); and last by their id. So late, doubled and shuffled events end in the same picture.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from portal.market.states import EventState
from portal.primitives.stay import Stay


class EventKind(StrEnum):
    ACCESS_POINT = "access_point"
    METER_INSTALLED = "meter_installed"
    METER_REMOVED = "meter_removed"
    MOVE_IN = "move_in"
    MOVE_OUT = "move_out"
    INITIATE_LEAVING_CUSTOMER = "initiate_leaving_customer"
    CUSTOMER_SWITCH = "customer_switch"
    SUPPLIER_SWITCH = "supplier_switch"
    DROP = "drop"
    END_OF_CONTRACT = "end_of_contract"
    PREPAYMENT = "prepayment"
    CANCELLED = "cancelled"


# The order within one day: what exists, what goes, what comes.
_RANK: dict[EventKind, int] = {
    EventKind.ACCESS_POINT: 0,
    EventKind.METER_REMOVED: 1,
    EventKind.METER_INSTALLED: 2,
    EventKind.MOVE_OUT: 3,
    EventKind.INITIATE_LEAVING_CUSTOMER: 4,
    EventKind.DROP: 5,
    EventKind.END_OF_CONTRACT: 5,
    EventKind.MOVE_IN: 6,
    EventKind.CUSTOMER_SWITCH: 6,
    EventKind.SUPPLIER_SWITCH: 7,
    EventKind.PREPAYMENT: 8,
    EventKind.CANCELLED: 9,
}

# Reasons of a state, put into words in reasons.py.
UNKNOWN_ACCESS_POINT = "unknown_access_point"
UNKNOWN_METER = "unknown_meter"
NO_OCCUPANCY = "no_occupancy"
NO_CONTRACT = "no_contract"
UNKNOWN_EVENT = "unknown_event"
NOT_BY_THE_MARKET = "not_by_the_market"
CANCELLATION_IS_FINAL = "cancellation_is_final"
ALREADY_SO = "already_so"
OTHER_EVENT_SAME_DAY = "other_event_same_day"
OTHER_ENERGY = "other_energy"
OTHER_SUPPLIER = "other_supplier"

Outcome = tuple[EventState, str]
_APPLIED: Outcome = (EventState.APPLIED, "")


@dataclass(frozen=True, slots=True)
class Fact:
    """One event that nobody cancelled. `payload` is the checked content of the line (see events.py)."""

    id: str
    kind: EventKind
    day: date
    payload: dict[str, Any]


@dataclass(slots=True)
class Projection:
    """The end state of one access point. `outcomes` holds the state and reason of each event."""

    access_point: dict[str, Any] | None = None
    meters: list[Stay] = field(default_factory=list)
    occupancies: list[Stay] = field(default_factory=list)
    contracts: list[Stay] = field(default_factory=list)
    check: tuple[date, EventKind] | None = None
    prepayment_since: date | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def project(facts: Iterable[Fact], *, known: bool = False) -> Projection:
    """The end state after `facts`. `known` tells that the access point exists though no event here says so."""
    ordered = sorted(facts, key=lambda fact: (fact.day, _RANK[fact.kind], fact.id))
    picture = Projection()
    for fact in ordered:
        if fact.kind is EventKind.ACCESS_POINT:
            picture.outcomes[fact.id] = _describe(picture, fact)
    if picture.access_point is None and not known:
        for fact in ordered:
            picture.outcomes[fact.id] = (EventState.PENDING, UNKNOWN_ACCESS_POINT)
        return picture
    fold = _Fold(picture)
    for fact in ordered:
        if fact.kind is not EventKind.ACCESS_POINT:
            picture.outcomes[fact.id] = fold.take(fact)
    return picture


def _describe(picture: Projection, fact: Fact) -> Outcome:
    if picture.access_point is not None and picture.access_point["energy"] != fact.payload["energy"]:
        return EventState.SUPERSEDED, OTHER_ENERGY
    picture.access_point = fact.payload
    return _APPLIED


class _Fold:
    """Takes the events of one access point in their order. The last stay of a list is present while it is open."""

    def __init__(self, picture: Projection) -> None:
        self.picture = picture
        # What left on the day it came: said before the arrival, as leaving sorts first.
        self.gone_at_once: dict[tuple[str, date], Fact] = {}

    def take(self, fact: Fact) -> Outcome:
        match fact.kind:
            case EventKind.METER_INSTALLED:
                return self._install(fact)
            case EventKind.METER_REMOVED:
                return self._remove(fact)
            case EventKind.MOVE_IN | EventKind.CUSTOMER_SWITCH:
                return self._arrive(fact)
            case EventKind.MOVE_OUT | EventKind.INITIATE_LEAVING_CUSTOMER:
                return self._leave(fact)
            case EventKind.SUPPLIER_SWITCH:
                self.picture.check = None
                return self._begin(self.picture.contracts, fact, fact.payload["supplier"]["gln"])
            case EventKind.DROP | EventKind.END_OF_CONTRACT:
                return self._stop_supply(fact)
            case EventKind.PREPAYMENT:
                return self._prepay(fact)
        raise ValueError(fact.kind)

    def _install(self, fact: Fact) -> Outcome:
        number = fact.payload["meter"]
        outcome = self._begin(self.picture.meters, fact, number)
        return self._undo_at_once(self.picture.meters, number, fact, outcome)

    def _remove(self, fact: Fact) -> Outcome:
        return self._end(self.picture.meters, fact, fact.payload["meter"], UNKNOWN_METER)

    def _arrive(self, fact: Fact) -> Outcome:
        customer = fact.payload["customer"]["id"]
        before = _present(self.picture.occupancies)
        lives_there = before is not None and before.what == customer
        outcome = self._begin(self.picture.occupancies, fact, customer)
        outcome = self._undo_at_once(self.picture.occupancies, customer, fact, outcome)
        self.picture.check = None
        if supplier := fact.payload.get("supplier"):
            if not lives_there:  # another customer's contract is another contract, with the same supplier too
                self._close(self.picture.contracts, fact.day)
            supply = self._begin(self.picture.contracts, fact, supplier["gln"])
            return supply if lives_there else outcome
        if fact.kind is EventKind.MOVE_IN and not lives_there:
            self._close(self.picture.contracts, fact.day)  # a contract is not handed on to the next occupant
        return outcome

    def _leave(self, fact: Fact) -> Outcome:
        customer = fact.payload.get("customer", {}).get("id", "")
        outcome = self._end(self.picture.occupancies, fact, customer, NO_OCCUPANCY)
        if outcome is _APPLIED:
            if fact.kind is EventKind.MOVE_OUT:
                self._close(self.picture.contracts, fact.day)
                self.picture.check = None
            else:  # the supplier says that its customer has left; who lives there now is not known
                self.picture.check = (fact.day, fact.kind)
        return outcome

    def _stop_supply(self, fact: Fact) -> Outcome:
        supplier = fact.payload.get("supplier", {}).get("gln", "")
        present = _present(self.picture.contracts)
        if present is not None and supplier and supplier != present.what:
            return EventState.SUPERSEDED, OTHER_SUPPLIER
        outcome = self._end(self.picture.contracts, fact, "", NO_CONTRACT)
        if outcome is _APPLIED and _present(self.picture.occupancies) is not None:
            self.picture.check = (fact.day, fact.kind)
        return outcome

    def _prepay(self, fact: Fact) -> Outcome:
        if fact.payload["active"] == (self.picture.prepayment_since is not None):
            return EventState.SUPERSEDED, ALREADY_SO
        self.picture.prepayment_since = fact.day if fact.payload["active"] else None
        return _APPLIED

    def _begin(self, stays: list[Stay], fact: Fact, what: str) -> Outcome:
        """Begin a stay; whoever is still there leaves that day. The same one again is no change."""
        present = _present(stays)
        if present is not None:
            if present.what == what:
                return EventState.SUPERSEDED, ALREADY_SO
            present.end = fact.day
            moved_in = stays is self.picture.contracts and present.begun_by is not EventKind.SUPPLIER_SWITCH
            if present.start == fact.day and not moved_in:
                self.picture.outcomes[present.origin] = (EventState.SUPERSEDED, OTHER_EVENT_SAME_DAY)
        stays.append(Stay(fact.id, what, fact.kind, fact.day, None, fact.payload))
        return _APPLIED

    def _end(self, stays: list[Stay], fact: Fact, what: str, unknown: str) -> Outcome:
        """End the present stay when it is `what` (empty: whatever it is)."""
        present = _present(stays)
        if present is not None and what in ("", present.what):
            present.end = fact.day
            return _APPLIED
        if any(not what or stay.what == what for stay in stays):
            return EventState.SUPERSEDED, ALREADY_SO
        if what:
            self.gone_at_once[what, fact.day] = fact
        return EventState.PENDING, unknown

    def _undo_at_once(self, stays: list[Stay], what: str, fact: Fact, outcome: Outcome) -> Outcome:
        """What came and left on one day was there on no day."""
        departure = self.gone_at_once.pop((what, fact.day), None)
        if departure is not None and outcome is _APPLIED:
            self._close(stays, fact.day)
            self.picture.outcomes[departure.id] = _APPLIED
        return outcome

    @staticmethod
    def _close(stays: list[Stay], day: date) -> None:
        if (present := _present(stays)) is not None:
            present.end = day


def _present(stays: list[Stay]) -> Stay | None:
    return stays[-1] if stays and stays[-1].end is None else None
