"""What the standing mandate offers: today, to who looked, of who lives there, no finer than months (R9)."""

from datetime import date, timedelta

import pytest

from portal.access.actor import Actor, ActorKind
from portal.access.grants import NotVisible, decide
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.access.queries import access_points_for
from portal.customers.queries import visible_period
from portal.identity.models import User
from portal.primitives.period import Period
from tests.factories import OccupancyFactory
from tests.mandates.welfare.office import MONS, NOW, TODAY, a_home, a_worker, acting, an_office, looked_up

pytestmark = pytest.mark.django_db


def decided(actor, home, *, now=NOW, kinds=tuple(DataKind)):
    return decide(actor=actor, access_point=home.access_point, kinds=kinds, period=visible_period(now), now=now)


def assert_gone(actor, home, *, now=NOW):
    with pytest.raises(NotVisible):
        decided(actor, home, now=now)
    assert not access_points_for(actor, now=now).exists()


def test_without_a_look_up_nothing_is_to_be_seen(worker, home):
    assert_gone(worker, home)


def test_a_look_up_opens_state_supplier_and_history_and_neither_name_nor_ean(worker, home):
    looked_up(worker, home)
    grant = decided(worker, home)
    assert grant.basis is LegalBasis.STANDING_MANDATE
    assert grant.kinds == {
        DataKind.HISTORY, DataKind.INDEX, DataKind.TECHNICAL, DataKind.CONTRACT, DataKind.SUPPLY_STATE,
    }  # fmt: skip
    assert grant.granularity is Granularity.MONTH
    assert (grant.reference, grant.subject) == ("2026/0117", str(home.customer.public_id))
    assert [*access_points_for(worker, now=NOW)] == [home.access_point]


def test_the_period_is_the_current_occupancy_and_at_most_three_years(worker):
    short, long = a_home(start=date(2026, 3, 1)), a_home("Jeanne Wauters", start=date(2015, 1, 1))
    for home, start in ((short, date(2026, 3, 1)), (long, date(2023, 11, 25))):
        looked_up(worker, home)
        assert decided(worker, home).period == Period(start, TODAY + timedelta(days=1))


def test_the_former_occupant_is_never_among_it(worker):
    home = a_home(start=date(2026, 3, 1))
    OccupancyFactory(access_point=home.access_point, start=date(2022, 1, 1), end=date(2026, 3, 1))
    looked_up(worker, home)
    grant = decided(worker, home)
    assert grant.subject == str(home.customer.public_id)
    assert grant.period.start == date(2026, 3, 1)


def test_it_is_gone_the_next_day(worker, home):
    looked_up(worker, home)
    assert_gone(worker, home, now=NOW + timedelta(days=1))


def test_it_is_the_belgian_day_that_ends_it(worker, home):
    looked_up(worker, home)
    assert decided(worker, home, now=NOW.replace(hour=22, minute=59))
    assert_gone(worker, home, now=NOW.replace(hour=23))


def test_a_move_out_dated_back_closes_it_at_once(worker, home):
    looked_up(worker, home)
    home.end = TODAY - timedelta(days=3)
    home.save()
    assert_gone(worker, home)


def test_an_access_point_that_changes_municipality_is_gone(worker, home):
    looked_up(worker, home)
    home.access_point.municipality = MONS
    home.access_point.save()
    assert_gone(worker, home)


def test_a_colleague_sees_nothing_of_it(office, worker, home):
    looked_up(worker, home)
    assert_gone(a_worker(office), home)


def test_the_same_person_in_another_office_sees_nothing_of_it(worker, home):
    looked_up(worker, home)
    elsewhere = an_office()
    assert_gone(acting(_user(worker), elsewhere), home)


def test_an_office_that_closes_sees_nothing_any_more(office, worker, home):
    looked_up(worker, home)
    office.closed_at = NOW
    office.save()
    assert_gone(worker, home)


def test_a_reader_a_resident_and_staff_see_nothing_of_it(office, worker, home):
    looked_up(worker, home)
    user = _user(worker)
    assert_gone(acting(user, office, "reader"), home)
    assert_gone(Actor(ActorKind.RESIDENT, id=worker.id, user_id=user.pk), home)
    assert_gone(Actor(ActorKind.STAFF, id=worker.id, user_id=user.pk, role="back_office"), home)


def test_the_gas_of_the_same_home_is_open_and_the_neighbour_is_not(worker, home):
    gas, neighbour = a_home(customer=home.customer, gas=True), a_home("Marc Lambert")
    looked_up(worker, home)
    assert set(access_points_for(worker, now=NOW)) == {home.access_point, gas.access_point}
    with pytest.raises(NotVisible):
        decided(worker, neighbour)


def _user(worker):
    return User.objects.get(pk=worker.user_id)
