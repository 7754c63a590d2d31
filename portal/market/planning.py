"""What new events change: which access points they concern, and what all their events then come to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from portal.customers.models import Occupancy
from portal.grid.models import AccessPoint, Meter
from portal.grid.stays import in_the_way
from portal.market.events import Message
from portal.market.models import MarketEvent, SupplyContract
from portal.market.projection import (
    CANCELLATION_IS_FINAL,
    NOT_BY_THE_MARKET,
    UNKNOWN_EVENT,
    EventKind,
    Fact,
    Outcome,
    Projection,
    project,
)
from portal.market.states import EventState


class StoredEvent(NamedTuple):
    """An event that was taken in before."""

    pk: int
    id: str
    kind: str
    day: date | None
    ean: str
    customer: str
    cancels: str
    payload: dict[str, Any]
    state: str
    reason: str


_COLUMNS = (
    "pk", "event_id", "kind", "effective_date", "ean", "customer", "cancels", "payload", "state", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """The end state of each access point concerned, by EAN, and of each event, new or stored, by its id."""

    projections: Mapping[str, Projection]
    outcomes: Mapping[str, Outcome]
    stored: Sequence[StoredEvent]


def plan(messages: Sequence[Message]) -> Plan:
    """What the tables should say once `messages`, none of which is known yet, are taken in. Writes nothing."""
    new = {message.id: message for message in messages}
    named = {message.cancels for message in messages if message.cancels}
    targets = _stored(event_id__in=list(named - new.keys()))
    waiting = _stored(~Q(cancels=""), cancels__in=list(new))  # cancellations that came before what they cancel
    eans = {message.ean for message in messages} | {target.ean for target in targets}
    stored = _stored(ean__in=list(eans - {""}))

    kinds: dict[str, str] = {event.id: event.kind for event in targets} | {m.id: m.kind for m in messages}
    outcomes = {event.id: _cancellation(kinds.get(event.cancels)) for event in waiting}
    outcomes |= {m.id: _cancellation(kinds.get(m.cancels)) for m in messages if m.cancels}
    cancelled = {event.id for event in stored if event.state == EventState.CANCELLED}
    cancelled |= named | {cancellation.cancels for cancellation in waiting}

    facts: dict[str, list[Fact]] = {ean: [] for ean in eans if ean}
    described = set()
    everything: list[StoredEvent | Message] = [*stored, *messages]
    for event in everything:
        if not event.ean or event.day is None:
            continue
        kind = EventKind(event.kind)
        if kind is EventKind.ACCESS_POINT:
            described.add(event.ean)
        if event.id in cancelled:
            outcomes[event.id] = (EventState.CANCELLED, "")
        else:
            facts[event.ean].append(Fact(event.id, kind, event.day, event.payload))

    existing = dict(AccessPoint.objects.filter(ean__in=list(facts)).values_list("ean", "pk"))
    projections = {
        ean: project(of_one, known=ean in existing and ean not in described) for ean, of_one in facts.items()
    }
    for ean in _blocked(projections, existing):
        waits: Outcome = (EventState.PENDING, NOT_BY_THE_MARKET)
        outcomes |= dict.fromkeys(projections.pop(ean).outcomes, waits)
    for projection in projections.values():
        outcomes |= projection.outcomes
    return Plan(projections, outcomes, [*stored, *waiting])


def _stored(*conditions: Q, **names: list[str]) -> list[StoredEvent]:
    if not any(names.values()):
        return []
    rows = MarketEvent.objects.filter(*conditions, **names).values_list(*_COLUMNS)
    return [StoredEvent(*row) for row in rows.iterator(chunk_size=5000)]


def _cancellation(target: str | None) -> Outcome:
    if target is None:
        return EventState.PENDING, UNKNOWN_EVENT
    if target == EventKind.CANCELLED:
        return EventState.SUPERSEDED, CANCELLATION_IS_FINAL
    return EventState.APPLIED, ""


def _blocked(projections: Mapping[str, Projection], existing: Mapping[str, int]) -> Collection[str]:
    """The access points where rows that the market did not make overlap what it says."""
    known = {ean: key for ean, key in existing.items() if ean in projections}
    pictures = {key: projections[ean] for ean, key in known.items()}
    keys = in_the_way(
        Meter,
        {key: picture.meters for key, picture in pictures.items()},
        start="installed_on",
        end="removed_on",
    )
    keys |= in_the_way(Occupancy, {key: picture.occupancies for key, picture in pictures.items()})
    keys |= in_the_way(SupplyContract, {key: picture.contracts for key, picture in pictures.items()})
    return [ean for ean, key in known.items() if key in keys]


def by_customer(messages: Sequence[Message], planned: Plan) -> set[str]:
    """The customers, by market id, of whom the new events tell something, or take something back."""
    told = {message.customer for message in messages}
    for event in planned.stored:
        if event.customer and planned.outcomes[event.id][0] != event.state:
            told.add(event.customer)
    return told - {""}


def group_by_move(planned: Plan) -> Mapping[tuple[EventState, Outcome], list[int]]:
    """The stored events that change, by their former state and their new state and reason."""
    moves: defaultdict[tuple[EventState, Outcome], list[int]] = defaultdict(list)
    for event in planned.stored:
        outcome = planned.outcomes[event.id]
        if (event.state, event.reason) != outcome:
            moves[EventState(event.state), outcome].append(event.pk)
    return moves
