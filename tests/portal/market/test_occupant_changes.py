"""R11: what market events do to occupancies, contracts and meters."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from portal.customers.models import Customer, Occupancy
from portal.customers.signals import occupancy_ended, occupancy_restored, occupancy_started
from portal.grid.models import AccessPoint, Meter
from portal.market.models import MarketEvent, Supplier, SupplyContract, SupplyState
from portal.market.queries import contract_on, to_be_checked
from portal.messaging.models import Message
from portal.messaging.operations import Recipient, enqueue
from tests.factories import AccessPointFactory, OccupancyFactory
from tests.portal.market.lines import (
    EAN,
    MOSANE,
    NOW,
    STROOM,
    access_point,
    cancel,
    event,
    meter,
    move_in,
    move_out,
    take_in,
)

pytestmark = pytest.mark.django_db

Told = list[tuple[str, str | None, date | None]]


@pytest.fixture
def told() -> Iterator[Told]:
    """What the room of customers tells the rooms above: which signal, of which move-in, with which end."""
    heard: Told = []

    def listen(name: str) -> object:
        def receiver(sender: object, occupancy: Occupancy, **kwargs: object) -> None:
            heard.append((name, occupancy.origin, occupancy.end))

        return receiver

    signals = {"started": occupancy_started, "ended": occupancy_ended, "restored": occupancy_restored}
    receivers = {name: listen(name) for name in signals}
    for name, signal in signals.items():
        signal.connect(receivers[name], weak=False)
    yield heard
    for name, signal in signals.items():
        signal.disconnect(receivers[name])


def state(event_id: str) -> tuple[str, str]:
    found = MarketEvent.objects.get(event_id=event_id)
    return found.state, found.reason


def lived() -> list[tuple[str, date, date | None]]:
    """Who lived there when, in order; nobody who lived there on no day."""
    rows = Occupancy.objects.order_by("start").values_list("customer__market_id", "start", "end")
    return [(who, start, end) for who, start, end in rows if start != end]


def test_move_in_starts_an_occupancy(told: Told) -> None:
    take_in(access_point(), move_in("in", "2025-02-01", "C1"))
    assert lived() == [("C1", date(2025, 2, 1), None)]
    assert told == [("started", "in", None)]
    assert state("in") == ("applied", "")


def test_move_in_while_somebody_lives_there_ends_the_former_occupancy_that_day(told: Told) -> None:
    take_in(access_point(), move_in("in1", "2025-02-01", "C1"))
    take_in(move_in("in2", "2025-06-01", "C2"))
    assert lived() == [("C1", date(2025, 2, 1), date(2025, 6, 1)), ("C2", date(2025, 6, 1), None)]
    assert told[1:] == [("ended", "in1", date(2025, 6, 1)), ("started", "in2", None)]


def test_backdated_move_out_moves_the_end_earlier_and_tells_so_again(told: Told) -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1"), move_in("in2", "2025-06-01", "C2"))
    identity = Occupancy.objects.get(origin="in").public_id
    told.clear()
    take_in(move_out("out", "2025-04-15", "C1"))
    assert told == [("ended", "in", date(2025, 4, 15))]
    assert Occupancy.objects.get(origin="in").public_id == identity


def test_cancelled_move_out_restores_the_same_occupancy(told: Told) -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1"), move_out("out", "2025-04-15", "C1"))
    identity = Occupancy.objects.get(origin="in").public_id
    told.clear()
    take_in(cancel("x", "out"))
    assert told == [("restored", "in", None)]
    assert lived() == [("C1", date(2025, 1, 1), None)]
    assert Occupancy.objects.get(origin="in").public_id == identity
    assert state("out") == ("cancelled", "")
    assert state("x") == ("applied", "")


@pytest.mark.parametrize("true_day", ["2024-11-01", "2025-03-01"])
def test_a_late_word_on_when_somebody_moved_in_keeps_the_occupancy(told: Told, true_day: str) -> None:
    """What hangs on the occupancy, a session or a letter, stays with the person."""
    take_in(access_point(), move_in("in", "2025-01-01", "C1"))
    identity = Occupancy.objects.get().public_id
    told.clear()
    take_in(move_in("corrected", true_day, "C1"), cancel("x", "in"))
    assert lived() == [("C1", date.fromisoformat(true_day), None)]
    assert Occupancy.objects.get().public_id == identity
    take_in(move_in("again", "2025-01-01", "C1"), cancel("y", "corrected"))
    assert lived() == [("C1", date(2025, 1, 1), None)]
    assert Occupancy.objects.get().public_id == identity
    assert told == []


def test_an_earlier_move_in_of_the_same_person_shortens_the_former_occupant_first(told: Told) -> None:
    take_in(access_point(), move_in("in1", "2024-01-01", "C1"), move_in("in2", "2025-06-01", "C2"))
    identity = Occupancy.objects.get(origin="in2").public_id
    told.clear()
    take_in(move_in("earlier", "2025-03-01", "C2"))
    assert lived() == [("C1", date(2024, 1, 1), date(2025, 3, 1)), ("C2", date(2025, 3, 1), None)]
    assert Occupancy.objects.get(origin="earlier").public_id == identity
    assert told == [("ended", "in1", date(2025, 3, 1))]


def test_cancelled_move_in_leaves_no_day_and_gives_the_former_occupant_the_home_back(told: Told) -> None:
    take_in(access_point(), move_in("in1", "2025-01-01", "C1"), move_in("in2", "2025-06-01", "C2"))
    told.clear()
    take_in(cancel("x", "in2"))
    assert lived() == [("C1", date(2025, 1, 1), None)]
    assert told == [("ended", "in2", date(2025, 6, 1)), ("restored", "in1", None)]


def test_cancellation_before_its_event_waits_and_then_works(told: Told) -> None:
    take_in(access_point(), cancel("x", "in"))
    assert state("x") == ("pending", "unknown_event")
    take_in(move_in("in", "2025-01-01", "C1"))
    assert state("x") == ("applied", "")
    assert state("in") == ("cancelled", "")
    assert not lived()
    assert not told


@pytest.mark.parametrize("late_first", [True, False])
def test_a_cancellation_cannot_be_cancelled(late_first: bool) -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1"))
    for each in [cancel("y", "x"), cancel("x", "in")][:: 1 if late_first else -1]:
        take_in(each)
    assert not lived()
    assert state("y") == ("superseded", "cancellation_is_final")


def test_events_at_an_unknown_access_point_wait_and_apply_when_it_comes() -> None:
    take_in(move_in("in", "2025-01-01", "C1"), meter("m", "2024-01-01", "1SAG1100000001"))
    assert state("in") == ("pending", "unknown_access_point")
    assert not Occupancy.objects.exists()
    take_in(access_point())
    assert state("in") == state("m") == ("applied", "")
    assert lived() == [("C1", date(2025, 1, 1), None)]


def test_move_out_before_its_move_in_waits() -> None:
    take_in(access_point(), move_out("out", "2025-03-01", "C1"))
    assert state("out") == ("pending", "no_occupancy")
    take_in(move_in("in", "2025-01-01", "C1"))
    assert lived() == [("C1", date(2025, 1, 1), date(2025, 3, 1))]


def test_late_move_out_of_a_former_occupant_does_not_end_the_present_one() -> None:
    take_in(access_point(), move_in("in1", "2025-01-01", "C1"), move_in("in2", "2025-03-01", "C2"))
    take_in(move_out("out", "2025-03-05", "C1"))
    assert lived()[-1] == ("C2", date(2025, 3, 1), None)
    assert state("out") == ("superseded", "already_so")


def test_moving_in_and_out_on_one_day_leaves_no_trace_of_living_there() -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1"), move_out("out", "2025-01-01", "C1"))
    assert not lived()
    assert state("out") == ("applied", "")


def test_a_doubled_event_changes_nothing(told: Told) -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1"))
    told.clear()
    received = take_in(move_in("in", "2025-01-01", "C1"), access_point())
    assert received.already_known == 2
    assert not told
    assert MarketEvent.objects.count() == 2


def test_another_content_under_a_known_id_is_rejected() -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1"))
    received = take_in(move_in("in", "2025-01-02", "C1"))
    assert [rejected.reason for rejected in received.rejected] == ["id_reused"]
    assert lived() == [("C1", date(2025, 1, 1), None)]


def test_supplier_switch_changes_the_contract_and_no_occupancy(told: Told) -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1", supplier=MOSANE))
    before = list(Occupancy.objects.values())
    told.clear()
    take_in(event("s", "supplier_switch", "2025-05-01", supplier=STROOM))
    assert list(Occupancy.objects.values()) == before
    assert not told
    there = AccessPoint.objects.get(ean=EAN)
    former, present = contract_on(there, date(2025, 4, 30)), contract_on(there, date(2025, 5, 1))
    assert former is not None and former.supplier.gln == MOSANE["gln"]
    assert present is not None and present.supplier.gln == STROOM["gln"]


@pytest.mark.parametrize("kind", ["drop", "end_of_contract"])
def test_supply_that_ends_without_a_move_is_to_be_checked_until_somebody_moves(kind: str, told: Told) -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1", supplier=MOSANE))
    take_in(event("d", kind, "2025-05-01"))
    assert lived() == [("C1", date(2025, 1, 1), None)]
    assert told == [("started", "in", None)]
    assert not to_be_checked(date(2025, 4, 30)).exists()
    assert [point.ean for point in to_be_checked(date(2025, 5, 1))] == [EAN]
    take_in(move_in("in2", "2025-05-20", "C2", supplier=STROOM))
    assert not to_be_checked(date(2025, 6, 1)).exists()


def test_drop_after_a_move_out_needs_no_check() -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1", supplier=MOSANE), move_out("out", "2025-03-01"))
    take_in(event("d", "drop", "2025-03-01"))
    assert not to_be_checked(date(2026, 1, 1)).exists()


def test_late_drop_of_a_former_supplier_does_not_end_the_present_contract() -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1", supplier=MOSANE))
    take_in(event("s", "supplier_switch", "2025-05-01", supplier=STROOM))
    take_in(event("d", "drop", "2025-06-01", supplier=MOSANE))
    assert SupplyContract.objects.get(origin="s").end is None
    assert state("d") == ("superseded", "other_supplier")


def test_leaving_customer_ends_the_occupancy_and_asks_who_lives_there(told: Told) -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1", supplier=MOSANE))
    leaving = {"id": "C1", "email": "new@example.org"}
    take_in(event("l", "initiate_leaving_customer", "2025-05-01", customer=leaving))
    assert told[-1] == ("ended", "in", date(2025, 5, 1))
    assert SupplyContract.objects.get().end is None
    assert to_be_checked(date(2025, 5, 1)).exists()
    assert Customer.objects.get().email == "new@example.org"


def test_customer_switch_hands_the_home_over_and_keeps_the_supplier() -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1", supplier=MOSANE))
    take_in(event("c", "customer_switch", "2025-05-01", customer={"id": "C2", "name": "Jan"}))
    assert lived() == [("C1", date(2025, 1, 1), date(2025, 5, 1)), ("C2", date(2025, 5, 1), None)]
    assert SupplyContract.objects.get().end is None


def test_the_former_occupant_s_contract_is_not_handed_on_at_a_move_in() -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1", supplier=MOSANE))
    take_in(move_in("in2", "2025-05-01", "C2"))
    assert SupplyContract.objects.get().end == date(2025, 5, 1)


def test_prepayment_is_known_since_when() -> None:
    take_in(access_point(), event("p", "prepayment", "2025-03-01", active=True))
    assert SupplyState.objects.get().prepayment_since == date(2025, 3, 1)
    take_in(event("q", "prepayment", "2025-04-01", active=False))
    assert SupplyState.objects.get().prepayment_since is None


def test_meter_is_replaced_on_the_day_of_the_new_one() -> None:
    take_in(access_point(), meter("m1", "2020-01-01", "12345678"), meter("m2", "2024-05-01", "1SAG1100000001"))
    assert list(Meter.objects.order_by("installed_on").values_list("number", "removed_on")) == [
        ("12345678", date(2024, 5, 1)),
        ("1SAG1100000001", None),
    ]
    assert [register.obis for register in Meter.objects.get(origin="m2").registers.all()] == ["1.8.1"]


def test_removal_of_a_meter_that_is_not_known_yet_waits() -> None:
    take_in(access_point(), event("r", "meter_removed", "2024-05-01", meter="12345678"))
    assert state("r") == ("pending", "unknown_meter")
    take_in(meter("m", "2020-01-01", "12345678"))
    assert Meter.objects.get().removed_on == date(2024, 5, 1)


def test_latest_word_on_a_customer_counts_whatever_comes_last() -> None:
    newer = {"id": "C1", "name": "Camille", "mobile": "0470 12 34 56"}
    older = {"id": "C1", "name": "Camille D.", "mobile": "0470 65 43 21", "email": "c@example.org"}
    take_in(access_point(), event("in", "move_in", "2025-05-01", customer=newer))
    take_in(event("c", "customer_switch", "2024-05-01", customer=older))
    customer = Customer.objects.get()
    assert (customer.name, customer.mobile, customer.email) == ("Camille", "+32470123456", "c@example.org")
    assert customer.mobile_changed_at is None


def test_changed_mobile_is_dated() -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1"))
    take_in(event("l", "initiate_leaving_customer", "2025-05-01", customer={"id": "C1", "mobile": "0470123456"}))
    assert Customer.objects.get().mobile_changed_at is not None


def test_an_access_point_takes_its_latest_address_and_keeps_its_identity() -> None:
    take_in(access_point())
    identity = AccessPoint.objects.get().public_id
    address = {"street": "Rue Neuve", "house_number": "1", "postal_code": "5000", "locality": "Namur"}
    take_in({**access_point("ap2", address=address), "date": "2024-01-01"})
    take_in({**access_point("ap3", energy="gas"), "date": "2024-06-01"})
    there = AccessPoint.objects.get()
    assert (there.public_id, there.street, there.energy) == (identity, "Rue Neuve", "electricity")
    assert state("ap3") == ("superseded", "other_energy")


@pytest.mark.parametrize(("last_day", "left"), [("2026-03-10", "cancelled"), ("2026-03-11", "queued")])
def test_message_to_a_former_occupant_that_was_not_sent_yet_is_not_sent_any_more(last_day: str, left: str) -> None:
    take_in(access_point(), move_in("in", "2025-01-01", "C1"))
    enqueue(
        template="look_up_code.sms",
        to=Recipient(language="fr", mobile="+32470123456"),
        context={"code": "123456", "minutes": 10},
        key="once",
        now=NOW,
        not_before=NOW + timedelta(hours=1),
        bound_to=str(Occupancy.objects.get().public_id),
    )
    take_in(move_out("out", last_day, "C1"))
    assert Message.objects.get().state == left


def test_supplier_bears_the_name_of_the_latest_event() -> None:
    renamed = MOSANE | {"name": "Mosane SA"}
    take_in(access_point(), event("s2", "supplier_switch", "2025-05-01", supplier=renamed))
    take_in(event("s1", "supplier_switch", "2025-01-01", supplier=MOSANE))
    assert Supplier.objects.get().name == "Mosane SA"


def test_an_occupancy_that_the_market_did_not_make_is_not_overwritten() -> None:
    there = AccessPointFactory(ean=EAN)
    by_hand = OccupancyFactory(access_point=there)
    take_in(move_in("in", "2025-01-01", "C1"))
    assert state("in") == ("pending", "not_by_the_market")
    assert list(Occupancy.objects.all()) == [by_hand]
