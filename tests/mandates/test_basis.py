"""What a mandate lets its holder see, and when that ends (R3, R8)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mandates.models import Mandate
from mandates.states import MandateState
from portal.access.grants import Grant, NotVisible, decide
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.access.queries import access_points_for
from portal.accounts.models import Organisation
from portal.customers.models import Occupancy
from portal.primitives.period import Period
from tests.factories import OccupancyFactory, OrganisationFactory
from tests.mandates.factories import a_mandate, acting_for

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ALL = Period(date(2000, 1, 1), None)

pytestmark = pytest.mark.django_db


def seen(holder: Organisation, occupancy: Occupancy, *, now: datetime = NOW) -> Grant:
    return decide(
        actor=acting_for(holder),
        access_point=occupancy.access_point,
        kinds=DataKind,
        period=ALL,
        now=now,
    )


def sees_nothing(holder: Organisation, occupancy: Occupancy, *, now: datetime = NOW) -> bool:
    assert not access_points_for(acting_for(holder), now=now).exists()
    with pytest.raises(NotVisible):
        seen(holder, occupancy, now=now)
    return True


def test_a_holder_sees_what_the_mandate_names_and_nothing_more() -> None:
    home = OccupancyFactory(start=date(2024, 5, 1))
    mandate = a_mandate(home, kinds=[DataKind.HISTORY], granularity=Granularity.MONTH, now=NOW)

    grant = seen(mandate.holder, home)

    assert grant.kinds == {DataKind.HISTORY}
    assert grant.granularity == Granularity.MONTH
    assert grant.period == Period(date(2024, 5, 1), date(2026, 11, 3))
    assert (grant.basis, grant.reference) == (LegalBasis.MANDATE, str(mandate.public_id))
    assert grant.subject == str(home.customer.public_id)
    assert list(access_points_for(acting_for(mandate.holder), now=NOW)) == [home.access_point]


def test_the_data_period_clips_what_is_seen() -> None:
    home = OccupancyFactory()
    mandate = a_mandate(home, data_start=date(2025, 1, 1), data_end=date(2026, 1, 1), now=NOW)

    assert seen(mandate.holder, home).period == Period(date(2025, 1, 1), date(2026, 1, 1))


def test_nothing_older_than_three_years_is_seen() -> None:
    home = OccupancyFactory(start=date(2015, 1, 1))
    mandate = a_mandate(home, data_start=date(2015, 1, 1), now=NOW)

    assert seen(mandate.holder, home).period.start == date(2023, 11, 2)


def test_another_organisation_sees_nothing() -> None:
    home = OccupancyFactory()
    a_mandate(home, now=NOW)

    assert sees_nothing(OrganisationFactory(), home)


def test_another_access_point_of_the_grantor_is_not_seen() -> None:
    home = OccupancyFactory()
    other = OccupancyFactory(customer=home.customer)
    mandate = a_mandate(home, now=NOW)

    with pytest.raises(NotVisible):
        seen(mandate.holder, other)


def test_the_next_occupant_is_not_seen_through_the_mandate_of_the_former_one() -> None:
    former = OccupancyFactory()
    mandate = a_mandate(former, now=NOW)
    Occupancy.objects.filter(pk=former.pk).update(end=date(2026, 11, 1))
    OccupancyFactory(access_point=former.access_point, start=date(2026, 11, 1))

    assert sees_nothing(mandate.holder, former)


def test_a_mandate_ends_by_itself_on_the_day_that_the_occupancy_does() -> None:
    home = OccupancyFactory(end=date(2026, 11, 20))
    mandate = a_mandate(home, now=NOW)

    assert seen(mandate.holder, home, now=datetime(2026, 11, 19, 12, tzinfo=UTC))
    assert sees_nothing(mandate.holder, home, now=datetime(2026, 11, 20, 0, 30, tzinfo=UTC))


def test_a_mandate_counts_on_its_last_day_and_not_on_the_next_whatever_its_state_says() -> None:
    home = OccupancyFactory()
    mandate = a_mandate(home, ends_on=date(2026, 11, 20), now=NOW)

    assert seen(mandate.holder, home, now=datetime(2026, 11, 20, 22, 59, tzinfo=UTC))
    assert sees_nothing(mandate.holder, home, now=datetime(2026, 11, 20, 23, 1, tzinfo=UTC))


@pytest.mark.parametrize("state", sorted(set(MandateState) - {MandateState.ACTIVE}))
def test_no_other_state_than_active_gives_a_right(state: MandateState) -> None:
    home = OccupancyFactory()
    mandate = a_mandate(home, now=NOW)
    Mandate.objects.filter(pk=mandate.pk).update(state=state)

    assert sees_nothing(mandate.holder, home)


def test_a_closed_organisation_sees_nothing() -> None:
    home = OccupancyFactory()
    mandate = a_mandate(home, now=NOW)
    Organisation.objects.filter(pk=mandate.holder.pk).update(closed_at=NOW - timedelta(hours=1))

    assert sees_nothing(mandate.holder, home)


def test_an_access_point_without_a_day_of_the_data_period_is_not_listed() -> None:
    home = OccupancyFactory(start=date(2026, 6, 1))
    mandate = a_mandate(home, data_start=date(2025, 1, 1), data_end=date(2026, 6, 1), now=NOW)

    assert sees_nothing(mandate.holder, home)


def test_kinds_that_were_replaced_are_not_seen_through_the_older_mandate() -> None:
    home = OccupancyFactory()
    mandate = a_mandate(home, now=NOW)
    mandate.scopes.filter(kind=DataKind.INDEX).update(active=False, replaced=True)

    assert seen(mandate.holder, home).kinds == {DataKind.HISTORY}
