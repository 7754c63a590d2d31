"""Bringing the tables in line with what the events come to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from portal.customers.operations import UNTOLD, record_customers, settle_occupancies
from portal.grid.models import AccessPoint
from portal.grid.operations import record_access_points, settle_meters
from portal.grid.stays import Wanted, settle
from portal.market.events import Message
from portal.market.models import MarketEvent, Supplier, SupplyContract, SupplyState
from portal.market.projection import Projection
from portal.market.states import EventState
from portal.primitives.stay import Stay


def settle_access_points(projections: Mapping[str, Projection], now: datetime) -> None:
    """Bring access points, meters, occupancies, contracts and supply states in line with `projections`, by EAN."""
    record_access_points(
        described={
            ean: picture.access_point for ean, picture in projections.items() if picture.access_point is not None
        }
    )
    keys = AccessPoint.objects.filter(ean__in=list(projections)).values_list("ean", "pk")
    pictures = {key: projections[ean] for ean, key in keys}
    settle_meters(wanted={key: picture.meters for key, picture in pictures.items()})
    settle_occupancies(wanted={key: picture.occupancies for key, picture in pictures.items()}, now=now)
    _settle_contracts({key: picture.contracts for key, picture in pictures.items()})
    _settle_states(pictures)


def tell_customers(market_ids: set[str], now: datetime) -> None:
    """Bring these customers in line with all that uncancelled events tell of them: of each word, the latest.

    A word that only cancelled events told is taken back. The name alone stays: who was named once remains known.
    """
    told: defaultdict[str, dict[str, str]] = defaultdict(dict)
    taken_back: defaultdict[str, dict[str, str]] = defaultdict(dict)
    events = (
        MarketEvent.objects.filter(~Q(customer=""), customer__in=list(market_ids))
        .order_by("effective_date", "event_id")
        .values_list("state", "payload__customer")
    )
    for state, words in events.iterator(chunk_size=5000):
        if state == EventState.CANCELLED:
            taken_back[words["id"]].update((word, UNTOLD[word]) for word in UNTOLD.keys() & words.keys())
        else:
            told[words["id"]].update(words)
    record_customers(
        told={market_id: taken_back[market_id] | told[market_id] for market_id in {*told, *taken_back}}, now=now
    )


def name_suppliers(messages: Sequence[Message]) -> None:
    """Record the suppliers that `messages` name. A supplier bears the name of the latest event that names it."""
    named: dict[str, tuple[str, str]] = {}
    for message in messages:
        if supplier := message.payload.get("supplier"):
            naming = (f"{message.day} {message.id}", supplier["name"])
            named[supplier["gln"]] = max(naming, named.get(supplier["gln"], naming))
    known = Supplier.objects.in_bulk(list(named), field_name="gln")
    added, changed = [], []
    for gln, (named_by, name) in named.items():
        supplier = known.get(gln)
        if supplier is None:
            added.append(Supplier(gln=gln, name=name, named_by=named_by))
        elif supplier.named_by < named_by:
            supplier.named_by, supplier.name = named_by, name
            changed.append(supplier)
    Supplier.objects.bulk_create(added)
    Supplier.objects.bulk_update(changed, ["name", "named_by"])


def _settle_contracts(wanted: Wanted) -> None:
    glns = {stay.what for stays in wanted.values() for stay in stays}
    suppliers = Supplier.objects.in_bulk(list(glns), field_name="gln")

    def make(access_point_id: int, stay: Stay) -> SupplyContract:
        return SupplyContract(
            supplier=suppliers[stay.what],
            access_point_id=access_point_id,
            start=stay.start,
            end=stay.end,
            origin=stay.origin,
        )

    settle(SupplyContract, wanted, make)


def _settle_states(pictures: Mapping[int, Projection]) -> None:
    known = SupplyState.objects.in_bulk(list(pictures), field_name="access_point_id")
    changed = []
    for key, picture in pictures.items():
        since, after = picture.check if picture.check is not None else (None, "")
        state = known.get(key, SupplyState(access_point_id=key))
        wanted = (since, after, picture.prepayment_since)
        if wanted != (state.to_be_checked_since, state.to_be_checked_after, state.prepayment_since):
            state.to_be_checked_since, state.to_be_checked_after, state.prepayment_since = wanted
            changed.append(state)
    SupplyState.objects.bulk_create(
        [
            SupplyState(
                access_point_id=state.access_point_id,
                to_be_checked_since=state.to_be_checked_since,
                to_be_checked_after=state.to_be_checked_after,
                prepayment_since=state.prepayment_since,
            )
            for state in changed
        ],
        update_conflicts=True,
        unique_fields=["access_point"],
        update_fields=["to_be_checked_since", "to_be_checked_after", "prepayment_since"],
    )
