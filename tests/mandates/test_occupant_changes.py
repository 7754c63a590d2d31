"""Mandates follow the occupancies that they rest on (R8, R11), whatever order the market tells in."""

import itertools
from datetime import date, timedelta

import pytest

from mandates.models import Mandate
from mandates.operations import ending
from mandates.operations.occupants import sweep
from mandates.operations.signing import accept_signature
from mandates.states import MandateState, Way
from portal.accounts.operations.organisations import close
from portal.audit.models import Event
from portal.customers.models import Occupancy
from portal.messaging.models import Message
from tests.factories import UserFactory, an_ean
from tests.mandates.factories import a_mandate, a_request, evidence_for
from tests.portal.correspondence.homes import EAN, NOW, a_home, days
from tests.portal.market.lines import cancel, move_in, move_out, take_in

pytestmark = pytest.mark.django_db


def state_of(mandate: Mandate) -> str:
    return Mandate.objects.values_list("state", flat=True).get(pk=mandate.pk)


def active_scopes(mandate: Mandate) -> int:
    return mandate.scopes.filter(active=True).count()


def test_a_move_out_ends_the_mandate_and_a_cancelled_one_gives_it_back() -> None:
    mandate = a_mandate(a_home(), now=NOW)

    take_in(move_out("out", "2026-03-05", "C1"))
    assert (state_of(mandate), active_scopes(mandate)) == (MandateState.LAPSED, 0)
    take_in(cancel("x", "out"))

    assert (state_of(mandate), active_scopes(mandate)) == (MandateState.ACTIVE, 2)
    codes = Event.objects.filter(reference=str(mandate.public_id)).order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["mandate.lapsed", "mandate.active"]


def test_both_sides_are_told_of_a_lapse_and_the_holder_reads_nothing_about_the_home() -> None:
    mandate = a_mandate(a_home(), now=NOW)

    take_in(move_out("out", "2026-03-05", "C1"))

    told = dict(Message.objects.values_list("email", "template"))
    assert told[mandate.holder.email] == "mandates_changed.email"
    assert "mandate_changed.email" in told.values()
    assert all(message.context == {} for message in Message.objects.filter(email=mandate.holder.email))


@pytest.mark.parametrize("order", list(itertools.permutations(["out", "in2", "x"])))
def test_a_cancelled_move_out_gives_the_mandate_back_in_whatever_order_the_market_tells(
    order: tuple[str, ...],
) -> None:
    mandate = a_mandate(a_home(), now=NOW)
    told = {
        "out": [move_out("out", "2026-03-05", "C1")],
        "in2": [move_in("in2", "2026-03-05", "C2"), cancel("x2", "in2")],
        "x": [cancel("x", "out")],
    }

    for name in order:
        take_in(*told[name])
        take_in(*told[name])  # the market says it twice

    assert (state_of(mandate), active_scopes(mandate)) == (MandateState.ACTIVE, 2)


def test_the_next_occupant_moving_in_ends_the_mandate_without_a_move_out() -> None:
    mandate = a_mandate(a_home(), now=NOW)

    take_in(move_in("in2", "2026-03-01", "C2"))

    assert state_of(mandate) == MandateState.LAPSED


def test_a_move_out_told_beforehand_ends_the_mandate_on_its_day() -> None:
    mandate = a_mandate(a_home(), now=NOW)
    take_in(move_out("out", "2026-03-20", "C1"))
    assert state_of(mandate) == MandateState.ACTIVE

    sweep(now=days(9))
    assert state_of(mandate) == MandateState.ACTIVE
    sweep(now=days(10))
    sweep(now=days(10))

    assert state_of(mandate) == MandateState.LAPSED
    assert Event.objects.filter(code="mandate.lapsed").count() == 1


def test_gas_goes_on_when_the_occupancy_of_electricity_ends() -> None:
    electricity, gas = a_home(), a_home(ean=an_ean(2), digital=False)
    mandate = a_mandate(electricity, gas, now=NOW)

    take_in(move_out("out", "2026-03-05", "C1", EAN))

    assert state_of(mandate) == MandateState.ACTIVE
    left = mandate.scopes.filter(active=True).values_list("access_point", flat=True).distinct()
    assert list(left) == [gas.access_point_id]
    take_in(move_out("out2", "2026-03-06", "C1", an_ean(2)))
    assert state_of(mandate) == MandateState.LAPSED
    take_in(cancel("x", "out"))
    assert (state_of(mandate), active_scopes(mandate)) == (MandateState.ACTIVE, 2)


def test_a_revoked_mandate_does_not_come_back_with_the_occupancy() -> None:
    home = a_home()
    mandate = a_mandate(home, now=NOW)
    take_in(move_out("out", "2026-03-05", "C1"))
    ending.end_by_grantor(mandate=mandate, actor=ending.SYSTEM, now=NOW)

    take_in(cancel("x", "out"))

    assert (state_of(mandate), active_scopes(mandate)) == (MandateState.REVOKED, 0)


def test_a_mandate_past_its_last_day_does_not_come_back() -> None:
    mandate = a_mandate(a_home(), ends_on=NOW.date() + timedelta(days=5), now=NOW)
    take_in(move_out("out", "2026-03-05", "C1"))

    take_in(cancel("x", "out"), now=days(6))

    assert state_of(mandate) == MandateState.LAPSED


def test_the_older_of_two_mandates_does_not_push_out_the_newer_one_when_both_come_back() -> None:
    home = a_home()
    older = a_mandate(home, now=NOW)
    newer = a_mandate(home, holder=older.holder, state=MandateState.DRAFT, now=NOW)
    accept_signature(mandate=newer, way=Way.ELSEWHERE, evidence=evidence_for(newer), now=NOW)

    take_in(move_out("out", "2026-03-05", "C1"))
    take_in(cancel("x", "out"))

    assert (state_of(older), state_of(newer)) == (MandateState.TERMINATED, MandateState.ACTIVE)


def test_what_was_signed_while_the_occupancy_seemed_over_comes_back_in_place_of_the_older_one() -> None:
    home = a_home()
    older = a_mandate(home, now=NOW)
    newer = a_mandate(home, holder=older.holder, state=MandateState.DRAFT, now=NOW)

    take_in(move_out("out", "2026-03-05", "C1"))
    accept_signature(mandate=newer, way=Way.ELSEWHERE, evidence=evidence_for(newer), now=NOW)
    take_in(cancel("x", "out"))

    assert (state_of(older), state_of(newer)) == (MandateState.TERMINATED, MandateState.ACTIVE)


def test_a_request_stays_unanswered_when_its_customer_moves() -> None:
    home = a_home()
    request = a_mandate(home, state=MandateState.REQUESTED, begun_by="holder", now=NOW)

    take_in(move_out("out", "2026-03-05", "C1"))

    assert state_of(request) == MandateState.REQUESTED


def test_closing_an_organisation_ends_what_it_holds_and_asks_for() -> None:
    home = a_home()
    mandate = a_mandate(home, now=NOW)
    request = a_request([EAN], holder=mandate.holder, now=NOW)

    close(organisation=mandate.holder, by=UserFactory(), now=NOW)

    mandate.refresh_from_db()
    assert (mandate.state, mandate.end_reason) == (MandateState.TERMINATED, "organisation_closed")
    assert state_of(request) == MandateState.WITHDRAWN
    take_in(move_out("out", "2026-03-05", "C1"), cancel("x", "out"))
    assert state_of(mandate) == MandateState.TERMINATED


def test_an_occupancy_that_begins_later_than_was_told_takes_its_mandate_along() -> None:
    home = a_home()
    mandate = a_mandate(home, now=NOW)

    take_in(cancel("x", f"in-C1-{EAN}"), move_in("again", "2026-03-20", "C1"))

    assert state_of(mandate) == MandateState.LAPSED
    moved = Occupancy.objects.get(customer=home.customer, end=None)
    assert moved.start == date(2026, 3, 20)
