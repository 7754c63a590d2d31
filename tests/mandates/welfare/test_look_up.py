"""Looking up a resident: in the own municipality, on the day, and nothing told of what is not found (R9)."""

from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mandates.welfare.models import CaseLookUp, Way
from mandates.welfare.operations import look_ups
from mandates.welfare.operations.look_ups import STANDS_OUT
from mandates.welfare.queries import Sought
from portal.access.actor import Actor, ActorKind
from portal.access.grants import NotVisible
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.audit.operations import record
from portal.cases.models import Case
from portal.customers.models import Occupancy
from portal.limits import LimitReached, LimitsUnavailable
from portal.market.models import SupplyContract
from portal.primitives.meter_number import MeterNumber
from tests.factories import MeterFactory, OrganisationFactory, UserFactory, a_member, an_ean
from tests.mandates.welfare.office import (
    MONS,
    NOW,
    TODAY,
    a_home,
    a_worker,
    acting,
    an_office,
    by_ean,
    looked_up,
)

pytestmark = pytest.mark.django_db

TANNEURS = {"street": "rue des tanneurs", "house_number": "14", "postal_code": "5000"}


def found(made: CaseLookUp) -> set[int]:
    return set(made.occupancies.values_list("pk", flat=True))


def test_an_ean_finds_the_home_with_its_electricity_and_gas(worker, home):
    gas = a_home(customer=home.customer, gas=True)
    assert found(looked_up(worker, home)) == {home.pk, gas.pk}


def test_a_meter_number_finds_the_home_where_the_meter_is_today(worker, home):
    number = MeterNumber(home.access_point.meters.get().number)
    assert found(looked_up(worker, Sought(meter_number=number))) == {home.pk}


def test_a_meter_that_was_removed_finds_nobody(worker, home):
    home.access_point.meters.update(removed_on=TODAY)
    MeterFactory(access_point=home.access_point, installed_on=TODAY)
    number = MeterNumber(home.access_point.meters.get(removed_on=TODAY).number)
    assert not looked_up(worker, Sought(meter_number=number)).found


def test_a_number_on_the_meters_of_two_homes_finds_neither(worker, home):
    number = home.access_point.meters.get().number
    other = a_home("Jeanne Wauters", house_number="3")
    other.access_point.meters.update(number=number)
    assert not looked_up(worker, Sought(meter_number=MeterNumber(number))).found


@pytest.mark.parametrize("name", ["Claire Dupont", "dupont claire", "DUPONT", "Mme Dupont", "Dupont Clairé"])
def test_a_name_and_an_address_find_the_home_however_they_are_written(worker, home, name):
    assert found(looked_up(worker, Sought(name=name, **TANNEURS))) == {home.pk}


@pytest.mark.parametrize("name", ["Jeanne Wauters", "Claire Lambert", "C", "D."])
def test_another_name_at_the_address_finds_nobody(worker, home, name):
    assert not looked_up(worker, Sought(name=name, **TANNEURS)).found


def test_two_homes_of_one_name_at_one_address_need_the_box(worker):
    first, second = a_home(box="1"), a_home(box="2")
    assert not looked_up(worker, Sought(name="Dupont", **TANNEURS)).found
    assert found(looked_up(worker, Sought(name="Dupont", **TANNEURS, box="bte 2"))) == {second.pk}
    assert first.pk != second.pk


def test_a_home_in_another_municipality_is_not_found(worker):
    assert not looked_up(worker, a_home(municipality=MONS)).found


def test_a_home_whose_municipality_is_not_known_is_not_found(worker):
    assert not looked_up(worker, a_home(municipality="")).found


def test_who_moved_away_yesterday_is_not_found(worker):
    assert not looked_up(worker, a_home(end=TODAY)).found


def test_who_leaves_tomorrow_is_found(worker):
    assert looked_up(worker, a_home(end=TODAY + timedelta(days=1))).found


def test_who_moves_in_today_is_found_and_who_moves_in_tomorrow_is_not(worker):
    assert looked_up(worker, a_home(start=TODAY)).found
    assert not looked_up(worker, a_home(start=TODAY + timedelta(days=1))).found


def test_the_day_is_that_of_belgium(worker):
    home = a_home(end=date(2026, 11, 26))
    just_before_midnight = NOW.replace(hour=22, minute=59)
    assert looked_up(worker, home, now=just_before_midnight).found
    assert not looked_up(worker, home, now=just_before_midnight + timedelta(minutes=1)).found


def test_nothing_is_told_of_what_is_not_found(worker, home):
    """Outside the municipality, vacant, unknown or alike: the same row, and the same queries in the same order."""
    outside, vacant = a_home("Marc Lambert", municipality=MONS), a_home("Paul Leroy", end=TODAY)
    for box in "12":
        a_home("Anne Petit", house_number="5", box=box)
    ways = {
        Way.EAN: [by_ean(outside), by_ean(vacant), Sought(ean=an_ean(777))],
        Way.METER: [
            *(
                Sought(meter_number=MeterNumber(each.access_point.meters.get().number))
                for each in (outside, vacant)
            ),
            Sought(meter_number=MeterNumber("1SAG9999999999")),
        ],
        Way.ADDRESS: [
            Sought(name="Marc Lambert", **TANNEURS),
            Sought(name="Paul Leroy", **TANNEURS),
            Sought(name="Nobody", **TANNEURS),
            Sought(name="Nobody", **TANNEURS | {"street": "Rue qui n’existe pas"}),
            Sought(name="Anne Petit", **TANNEURS | {"house_number": "5"}),
        ],
    }
    for way, tries in ways.items():
        answers = set()
        for sought in tries:
            with CaptureQueriesContext(connection) as queries:
                made = looked_up(worker, sought)
            rows = CaseLookUp.objects.filter(pk=made.pk).values_list("found", "way", "confirmed_at", "day")
            answers.add((len(queries), *rows.get(), found(made) == set()))
        assert len(answers) == 1, way
        assert next(iter(answers))[1:] == (False, way, None, TODAY, True)


def test_a_supply_that_ended_is_found_too(worker, home):
    assert not SupplyContract.objects.exists()
    assert looked_up(worker, home).found


@pytest.mark.parametrize("role", [Role.READER, "", "contact_centre"])
def test_a_role_without_the_right_looks_nobody_up(office, home, role):
    with pytest.raises(NotVisible):
        looked_up(acting(a_member(office), office, role), home)


def test_an_office_that_is_not_admitted_or_closed_and_another_kind_look_nobody_up(home):
    for organisation in (
        an_office(admitted_at=None, admitted_by=""),
        an_office(closed_at=NOW - timedelta(days=1)),
        OrganisationFactory(municipality="92094"),
    ):
        with pytest.raises(NotVisible):
            looked_up(a_worker(organisation), home)


def test_a_resident_and_a_stranger_look_nobody_up(home):
    for actor in (Actor(ActorKind.RESIDENT, user_id=UserFactory().pk), Actor(ActorKind.ANONYMOUS)):
        with pytest.raises(NotVisible):
            looked_up(actor, home)


def test_the_look_up_stands_in_the_trace_before_anything_is_shown(worker, home):
    looked_up(worker, home, case="2026/0117")
    event = Event.objects.get(code="case_look_up")
    assert event.subject == str(home.customer.public_id)
    assert (event.actor_id, event.organisation, event.role) == (worker.id, worker.organisation, "member")
    assert (event.basis, event.reference, event.purpose) == (
        "standing_mandate",
        "2026/0117",
        "welfare.prepayment",
    )


def test_a_look_up_that_finds_nobody_is_in_the_trace_without_a_subject(worker):
    looked_up(worker, a_home(municipality=MONS))
    event = Event.objects.get(code="case_look_up")
    assert (event.subject, event.access_point_id, event.reference) == ("", None, "2026/0117")


def test_fifty_look_ups_a_day_are_work_and_one_more_raises_an_alert(worker, home):
    for _ in range(STANDS_OUT):
        looked_up(worker, home)
    assert not Case.objects.exists()
    looked_up(worker, home)
    looked_up(worker, home)
    [case] = Case.objects.all()
    assert (case.kind, case.person, case.organisation) == ("look_up_alert", worker.id, worker.organisation)
    assert case.detail == {"alert": "many_look_ups", "count": STANDS_OUT + 1}


@pytest.mark.django_db(transaction=True)
def test_look_ups_of_one_person_at_once_raise_the_alert_too(monkeypatch):
    worker, homes, together = a_worker(an_office()), [a_home(f"Person {n}") for n in range(4)], Barrier(4)
    monkeypatch.setattr(look_ups, "STANDS_OUT", 3)

    def record_late(**told: object) -> None:
        with suppress(BrokenBarrierError):  # all four are here before one has ended, if nothing keeps them apart
            together.wait(timeout=0.5)
        record(**told)

    def look(home: Occupancy) -> None:
        looked_up(worker, home)
        connection.close()

    monkeypatch.setattr(look_ups, "record", record_late)

    threads = [Thread(target=look, args=(home,)) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Case.objects.get().detail == {"alert": "many_look_ups", "count": 4}


def test_the_next_day_counts_anew_and_each_person_alone(office, worker, home):
    for actor, now in ((worker, NOW), (worker, NOW + timedelta(days=1)), (a_worker(office), NOW)):
        for _ in range(STANDS_OUT // 2 + 1):
            looked_up(actor, home, now=now)
    assert not Case.objects.exists()


def test_past_the_last_look_up_of_the_day_nobody_is_looked_up(worker, home, settings):
    settings.WELFARE_LOOK_UPS_A_DAY = 2
    looked_up(worker, home)
    looked_up(worker, home)
    with pytest.raises(LimitReached):
        looked_up(worker, home)
    assert CaseLookUp.objects.count() == 2


def test_nobody_is_looked_up_while_redis_is_away(worker, home, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(LimitsUnavailable):
        looked_up(worker, home)
    assert not CaseLookUp.objects.exists()


def test_the_home_of_a_colleague_raises_an_alert(office, worker):
    home = a_home(user=a_member(office, Role.READER))
    looked_up(worker, home)
    [case] = Case.objects.all()
    assert case.detail == {"alert": "colleague"}
    assert (case.subject, case.person) == (str(home.customer.public_id), worker.id)


def test_the_home_of_somebody_of_another_office_and_of_a_leaver_raises_none(office, worker):
    leaver = a_member(office)
    leaver.memberships.update(ended_at=NOW)
    for user in (a_member(an_office(MONS)), leaver, UserFactory()):
        looked_up(worker, a_home(user=user))
    assert not Case.objects.exists()
