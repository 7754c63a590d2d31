"""R3: a customer sees the own occupancy, at most the last three years, and nobody else's."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.access.actor import ANONYMOUS, Actor, ActorKind
from portal.access.grants import NotVisible, decide
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.access.queries import access_points_for
from portal.customers.models import Customer, Occupancy
from portal.customers.queries import contact_on_file, lived_in_on, occupancies_for
from portal.primitives.period import Period
from tests.factories import CustomerFactory, OccupancyFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # 23:30 in Belgium
EVER = Period(date(2000, 1, 1))


def resident(customer: Customer) -> Actor:
    user = customer.user or UserFactory()
    customer.user = user
    customer.save()
    return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)


def allowed(actor: Actor, occupancy: Occupancy, now: datetime = NOW) -> Period:
    return decide(
        actor=actor, access_point=occupancy.access_point, kinds=[DataKind.HISTORY], period=EVER, now=now
    ).period


def test_long_time_occupant_sees_the_last_three_years_up_to_today() -> None:
    occupancy = OccupancyFactory(start=date(2010, 1, 1))
    actor = resident(occupancy.customer)
    assert allowed(actor, occupancy) == Period(date(2023, 3, 10), date(2026, 3, 11))


@pytest.mark.parametrize("kind", [ActorKind.MEMBER, ActorKind.STAFF])
def test_who_acts_for_somebody_else_brings_no_home_along(kind: ActorKind) -> None:
    own = resident(OccupancyFactory().customer)
    assert occupancies_for(own, now=NOW).exists()
    assert not occupancies_for(replace(own, kind=kind), now=NOW).exists()


def test_new_occupant_does_not_see_the_days_before_moving_in() -> None:
    former = OccupancyFactory(start=date(2020, 1, 1), end=date(2025, 6, 1))
    new = OccupancyFactory(access_point=former.access_point, start=date(2025, 6, 1))
    assert allowed(resident(new.customer), new) == Period(date(2025, 6, 1), date(2026, 3, 11))
    assert allowed(resident(former.customer), former) == Period(date(2023, 3, 10), date(2025, 6, 1))


def test_former_occupant_loses_sight_after_three_years() -> None:
    former = OccupancyFactory(start=date(2020, 1, 1), end=date(2023, 3, 10))
    actor = resident(former.customer)
    with pytest.raises(NotVisible):
        allowed(actor, former)
    assert not access_points_for(actor, now=NOW).exists()
    assert allowed(actor, former, datetime(2026, 3, 9, 12, tzinfo=UTC)) == Period(
        date(2023, 3, 9), date(2023, 3, 10)
    )


def test_occupancy_that_has_not_begun_gives_nothing_yet() -> None:
    future = OccupancyFactory(start=date(2026, 3, 11))
    actor = resident(future.customer)
    with pytest.raises(NotVisible):
        allowed(actor, future)
    assert allowed(actor, future, datetime(2026, 3, 10, 23, 0, tzinfo=UTC)) == Period(
        date(2026, 3, 11), date(2026, 3, 12)
    )


def test_cancelled_move_in_gives_nothing() -> None:
    withdrawn = OccupancyFactory(start=date(2025, 1, 1), end=date(2025, 1, 1))
    actor = resident(withdrawn.customer)
    with pytest.raises(NotVisible):
        allowed(actor, withdrawn)
    assert not occupancies_for(actor, now=NOW)


def test_nobody_sees_without_being_a_signed_in_resident() -> None:
    occupancy = OccupancyFactory()
    stranger = resident(CustomerFactory())
    for actor in (ANONYMOUS, stranger, Actor(ActorKind.LOOK_UP, look_up_id=1), Actor(ActorKind.RESIDENT)):
        with pytest.raises(NotVisible):
            allowed(actor, occupancy)
        assert not access_points_for(actor, now=NOW).exists()


def test_grant_names_the_occupancy_and_whose_data_it_is() -> None:
    occupancy = OccupancyFactory()
    actor = resident(occupancy.customer)
    grant = decide(actor=actor, access_point=occupancy.access_point, kinds=list(DataKind), period=EVER, now=NOW)
    assert grant.kinds == {DataKind.HISTORY, DataKind.INDEX, DataKind.TECHNICAL}
    assert grant.granularity is Granularity.INTERVAL
    assert grant.basis is LegalBasis.OCCUPANCY
    assert (grant.reference, grant.subject) == (str(occupancy.public_id), str(occupancy.customer.public_id))


def test_a_decision_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    occupancy = OccupancyFactory()
    OccupancyFactory(customer=occupancy.customer)
    actor = resident(occupancy.customer)
    with django_assert_num_queries(1):
        allowed(actor, occupancy)
    with django_assert_num_queries(1):
        assert len(access_points_for(actor, now=NOW)) == 2


def test_the_home_changes_hands_on_the_day_of_the_move() -> None:
    former = OccupancyFactory(end=date(2026, 3, 11))
    new = OccupancyFactory(access_point=former.access_point, start=date(2026, 3, 11))
    assert lived_in_on(date(2026, 3, 10)).get() == former
    assert lived_in_on(date(2026, 3, 11)).get() == new


def test_contact_on_file_uses_no_foreign_mobile() -> None:
    both = contact_on_file(CustomerFactory(mobile="+32470123456", email="a@example.org", language="de"), now=NOW)
    assert both is not None
    assert (both.mobile, both.email, both.language) == ("+32470123456", "a@example.org", "de")
    abroad = contact_on_file(CustomerFactory(mobile="+33612345678", email="a@example.org"), now=NOW)
    assert abroad is not None
    assert (abroad.mobile, abroad.email) == ("", "a@example.org")
    assert contact_on_file(CustomerFactory(mobile="+33612345678", email=""), now=NOW) is None
