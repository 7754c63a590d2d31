"""R10: access points under contract today, technical data, and what the supplier itself told; nothing else."""

import pytest
from django.utils import timezone

from portal.access.grants import NotVisible, decide
from portal.access.kinds import DataKind
from portal.access.queries import access_points_for, listed_access_points
from portal.audit.models import Event
from portal.customers.models import Customer
from portal.market.models import SupplyContract
from portal.primitives.period import Period
from portal.suppliers.operations import show
from tests.factories import OrganisationFactory, an_ean
from tests.portal.market.lines import EAN, MOSANE, STROOM, access_point, cancel, event, move_out, take_in
from tests.portal.suppliers.supply import (
    CLAIRE,
    a_supplied_home,
    a_supplier,
    actor_for,
    ago,
    today,
)

pytestmark = pytest.mark.django_db


def told(actor, home) -> dict[str, str] | None:
    found = show(actor=actor, public_id=home.public_id, now=timezone.now()).told
    return None if found is None else dict(found.words)


def sees(actor, home) -> bool:
    listed = access_points_for(actor, now=timezone.now()).filter(pk=home.pk).exists()
    try:
        show(actor=actor, public_id=home.public_id, now=timezone.now())
    except NotVisible:
        assert not listed
        return False
    assert listed
    return True


def follow(*events) -> None:
    take_in(*events, now=timezone.now())


def test_supplier_sees_meter_and_the_customer_that_it_told_of():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    found = show(actor=actor, public_id=home.public_id, now=timezone.now())
    assert found.meter.number == "1SAG1100000001"
    assert [register.obis for register in found.meter.registers.all()] == ["1.8.1"]
    assert dict(found.told.words) == {name: CLAIRE[name] for name in ("name", "email", "mobile")}


def test_other_supplier_sees_nothing():
    assert not sees(actor_for(a_supplier(STROOM)), a_supplied_home())


@pytest.mark.parametrize("kind", ["third_party", "welfare_office"])
def test_number_of_a_supplier_gives_nothing_to_an_organisation_of_another_kind(kind):
    home = a_supplied_home()
    organisation = OrganisationFactory(kind=kind, gln=MOSANE["gln"], municipality="92094")
    assert not sees(actor_for(organisation), home)


def test_supplier_that_is_not_admitted_yet_or_closed_sees_nothing():
    home = a_supplied_home()
    waiting = OrganisationFactory(kind="supplier", gln=MOSANE["gln"], admitted_at=None, admitted_by="")
    assert not sees(actor_for(waiting), home)
    waiting.admitted_at, waiting.closed_at = timezone.now(), timezone.now()
    waiting.save()
    assert not sees(actor_for(waiting), home)


def test_contract_is_gone_on_the_day_that_it_ends():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    follow(event("switch", "supplier_switch", ago(-1), supplier=STROOM))
    assert sees(actor, home)
    follow(cancel("back", "switch"), event("switch-again", "supplier_switch", ago(0), supplier=STROOM))
    assert not sees(actor, home)
    assert sees(actor_for(a_supplier(STROOM)), home)


def test_future_contract_is_not_visible_before_its_first_day():
    home = a_supplied_home()
    follow(event("switch", "supplier_switch", ago(-1), supplier=STROOM))
    assert not sees(actor_for(a_supplier(STROOM)), home)


def test_contract_that_was_taken_back_gives_nothing():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    follow(cancel("back", f"{EAN}-in"))
    assert not SupplyContract.objects.filter(access_point=home, end=None).exists()
    assert not sees(actor, home)


def test_supply_contract_gives_no_history():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    with pytest.raises(NotVisible):
        decide(
            actor=actor,
            access_point=home,
            kinds=[kind for kind in DataKind if kind not in (DataKind.TECHNICAL, DataKind.CUSTOMER)],
            period=Period(today()),
            now=timezone.now(),
        )
    assert not listed_access_points(actor, now=timezone.now()).exists()


def test_supplier_that_told_of_no_customer_sees_none():
    home = a_supplied_home()
    follow(event("switch", "supplier_switch", ago(10), supplier=STROOM))
    assert told(actor_for(a_supplier(STROOM)), home) is None


def test_words_that_another_supplier_or_nobody_named_tells_are_not_shown():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    changed = CLAIRE | {"email": "new@example.org", "mobile": "+32471999999"}
    elsewhere = an_ean(2)
    follow(
        event("unsaid", "customer_switch", ago(20), customer=changed),
        access_point("other", elsewhere),
        event("elsewhere", "move_in", ago(10), elsewhere, customer=changed, supplier=STROOM),
    )
    assert Customer.objects.get(market_id="claire").email == "new@example.org"
    assert told(actor, home)["email"] == CLAIRE["email"]


def test_supplier_sees_what_it_told_later_itself():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    follow(
        event(
            "update", "customer_switch", ago(20), supplier=MOSANE, customer={**CLAIRE, "email": "mine@example.org"}
        )
    )
    assert told(actor, home)["email"] == "mine@example.org"
    follow(cancel("back", "update"))
    assert told(actor, home)["email"] == CLAIRE["email"]


def test_what_a_supplier_told_of_a_former_customer_is_gone_with_that_contract():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    noah = {"id": "noah", "name": "Noah Peeters"}
    follow(
        move_out("out", ago(50), "claire"),
        event("in", "move_in", ago(40), customer=noah, supplier=MOSANE),
    )
    assert told(actor, home) == {"name": "Noah Peeters"}


def test_data_of_tomorrow_are_not_told_today():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    follow(
        event(
            "soon", "customer_switch", ago(-1), supplier=MOSANE, customer={**CLAIRE, "email": "soon@example.org"}
        )
    )
    assert told(actor, home)["email"] == CLAIRE["email"]


def test_each_look_is_traced_for_who_lives_there_and_for_whom_was_told_of():
    home, actor = a_supplied_home(), actor_for(a_supplier())
    noah = {"id": "noah", "name": "Noah Peeters"}
    follow(event("switch", "customer_switch", ago(20), customer=noah))
    show(actor=actor, public_id=home.public_id, now=timezone.now())
    customers = Customer.objects.values_list("public_id", "market_id")
    subjects = {str(public_id): market_id for public_id, market_id in customers}
    lines = Event.objects.filter(code="disclosure").order_by("pk")
    assert [(line.kinds, subjects[line.subject]) for line in lines] == [
        (["technical"], "noah"),
        (["customer"], "claire"),
    ]
    assert {(line.basis, line.organisation, line.access_point_id) for line in lines} == {
        ("supply_contract", actor.organisation, home.pk)
    }


def test_nothing_is_traced_and_nothing_shown_for_a_stranger():
    home = a_supplied_home()
    with pytest.raises(NotVisible):
        show(actor=actor_for(a_supplier(STROOM)), public_id=home.public_id, now=timezone.now())
    assert not Event.objects.filter(code="disclosure").exists()
