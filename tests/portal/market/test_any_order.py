"""The same events end in the same state: shuffled, doubled, split into batches, cancelled before or after."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint, Meter
from portal.market.models import MarketEvent, SupplyContract, SupplyState
from portal.market.projection import EventKind
from tests.factories import an_ean
from tests.portal.market.lines import MOSANE, STROOM, Event, access_point, cancel, event, take_in, take_in_all

EANS = [an_ean(1), an_ean(2)]
FIRST = date(2025, 1, 1)
ADDRESS = {"house_number": "1", "postal_code": "5000", "locality": "Namur"}


def _customers(named: bool) -> st.SearchStrategy[dict[str, Any]]:
    told = {"email": st.sampled_from(["a@example.org", "b@example.org", None])}
    words = {"id": st.sampled_from(["C1", "C2", "C3"])}
    name = {"name": st.sampled_from(["Camille", "Dominique"])}
    return st.fixed_dictionaries(words | (name if named else {}), optional=told)


SUPPLIERS = st.sampled_from([MOSANE, STROOM])
METERS = st.sampled_from(["12345678", "1SAG1100000001"])
PAYLOADS: dict[EventKind, st.SearchStrategy[dict[str, Any]]] = {
    EventKind.ACCESS_POINT: st.fixed_dictionaries(
        {
            "energy": st.sampled_from(["electricity", "electricity", "gas"]),
            "operator": st.sampled_from(["ORES", "RESA"]),
            "address": st.sampled_from([{"street": name} | ADDRESS for name in ("Rue Haute", "Rue Basse")]),
        }
    ),
    EventKind.METER_INSTALLED: st.fixed_dictionaries(
        {
            "meter": METERS,
            "kind": st.sampled_from(["digital", "annual"]),
            "registers": st.sampled_from([[{"obis": "1.8.1"}], [{"obis": "1.8.1"}, {"obis": "1.8.2"}]]),
        }
    ),
    EventKind.METER_REMOVED: st.fixed_dictionaries({"meter": METERS}),
    EventKind.MOVE_IN: st.fixed_dictionaries({"customer": _customers(True)}, optional={"supplier": SUPPLIERS}),
    EventKind.CUSTOMER_SWITCH: st.fixed_dictionaries(
        {"customer": _customers(True)}, optional={"supplier": SUPPLIERS}
    ),
    EventKind.MOVE_OUT: st.fixed_dictionaries({}, optional={"customer": _customers(False)}),
    EventKind.INITIATE_LEAVING_CUSTOMER: st.fixed_dictionaries({}, optional={"customer": _customers(False)}),
    EventKind.SUPPLIER_SWITCH: st.fixed_dictionaries({"supplier": SUPPLIERS}),
    EventKind.DROP: st.fixed_dictionaries({}, optional={"supplier": SUPPLIERS}),
    EventKind.END_OF_CONTRACT: st.fixed_dictionaries({}, optional={"supplier": SUPPLIERS}),
    EventKind.PREPAYMENT: st.fixed_dictionaries({"active": st.booleans()}),
}


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events of two access points, few days and few customers, so that they collide; and some cancellations."""
    kinds = draw(st.lists(st.sampled_from([*PAYLOADS, EventKind.MOVE_IN, EventKind.MOVE_OUT]), max_size=14))
    events: list[Event] = []
    for number, kind in enumerate([EventKind.ACCESS_POINT, *kinds]):
        day = FIRST + timedelta(days=draw(st.integers(0, 6)))
        ean = draw(st.sampled_from(EANS))
        events.append(
            {"id": f"e{number}", "type": str(kind), "date": str(day), "ean": ean, **draw(PAYLOADS[kind])}
        )
    named = draw(st.lists(st.integers(0, len(events) + 3), max_size=5))
    return [*events, *(cancel(f"x{number}", f"e{target}") for number, target in enumerate(named))]


def _end_state() -> dict[str, Any]:
    """All that the tables say. Rows without a day, and customers whom no event names, say nothing."""
    naming = MarketEvent.objects.exclude(state="cancelled").filter(payload__customer__has_key="name")
    stays = {
        "occupancies": Occupancy.objects.values_list("origin", "customer__market_id", "start", "end"),
        "contracts": SupplyContract.objects.values_list("origin", "supplier__name", "start", "end"),
        "meters": Meter.objects.values_list("origin", "number", "installed_on", "removed_on"),
    }
    cancelled = MarketEvent.objects.filter(kind="access_point").exclude(state="cancelled").values("ean")
    return {
        "access points": sorted(
            AccessPoint.objects.filter(ean__in=cancelled).values_list("ean", "energy", "operator", "street")
        ),
        "customers": sorted(
            Customer.objects.filter(market_id__in=naming.values("customer")).values_list(
                "market_id", "name", "email", "language"
            )
        ),
        "checks": sorted(
            SupplyState.objects.exclude(to_be_checked_since=None).values_list(
                "access_point__ean", "to_be_checked_since", "to_be_checked_after"
            )
        ),
        "prepayment": sorted(
            SupplyState.objects.exclude(prepayment_since=None).values_list("access_point__ean", "prepayment_since")
        ),
        "events": sorted(MarketEvent.objects.values_list("event_id", "state", "reason")),
        **{name: sorted(row for row in rows if row[2] != row[3]) for name, rows in stays.items()},
    }


def _after(batches: list[list[Event]]) -> dict[str, Any]:
    """The end state after these batches, each a chunk of its own; nothing of it stays."""
    with transaction.atomic():
        for batch in batches:
            assert not take_in_all(batch).rejected
        state = _end_state()
        transaction.set_rollback(True)
    return state


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), events=histories())
def test_any_order_any_batches_and_doubles_end_in_the_same_state(data: st.DataObject, events: list[Event]) -> None:
    doubled = data.draw(st.lists(st.sampled_from(events), max_size=4))
    shuffled = data.draw(st.permutations([*events, *doubled]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=6)))
    batches = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    assert _after(batches) == _after([events])


@pytest.mark.django_db
def test_what_a_cancelled_event_told_of_a_customer_is_taken_back() -> None:
    named = {"id": "C1", "name": "Camille", "mobile": "+32470123456"}
    told = {"id": "C1", "email": "a@example.org", "language": "nl"}
    take_in(access_point(), event("e1", "move_in", "2025-01-01", customer=named))
    take_in(event("e2", "move_out", "2025-01-03", customer=told))
    assert Customer.objects.get(market_id="C1").email == "a@example.org"
    take_in(cancel("x", "e2"))
    customer = Customer.objects.get(market_id="C1")
    assert (customer.name, customer.email, customer.language) == ("Camille", "", "fr")
    assert customer.mobile == "+32470123456"
