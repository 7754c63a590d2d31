"""What PostgreSQL itself refuses of customers and occupancies."""

from datetime import date

import pytest
from django.db import IntegrityError

from portal.customers.models import Occupancy
from portal.primitives.ean import Ean
from tests.factories import AccessPointFactory, MeterFactory, OccupancyFactory, an_ean


@pytest.mark.parametrize("number", [0, 7, 10**11 - 1])
def test_eans_of_the_factory_are_valid(number: int) -> None:
    assert Ean.parse(an_ean(number)) == an_ean(number)


@pytest.mark.django_db
def test_two_occupancies_of_an_access_point_never_overlap() -> None:
    former = OccupancyFactory(end=date(2024, 6, 1))
    OccupancyFactory(access_point=former.access_point, start=date(2024, 6, 1))
    with pytest.raises(IntegrityError):
        OccupancyFactory(access_point=former.access_point, start=date(2024, 5, 31), end=date(2024, 6, 1))


@pytest.mark.django_db
def test_a_withdrawn_occupancy_stands_in_nobody_s_way() -> None:
    withdrawn = OccupancyFactory(start=date(2024, 3, 1), end=date(2024, 3, 1))
    OccupancyFactory(access_point=withdrawn.access_point, start=date(2024, 1, 1))
    assert not withdrawn.period
    assert Occupancy.objects.count() == 2


@pytest.mark.django_db
def test_factories_give_the_registers_of_the_energy() -> None:
    gas = MeterFactory(access_point=AccessPointFactory(gas=True))
    assert [register.obis for register in gas.registers.all()] == ["7.0.0"]
    assert MeterFactory().registers.count() == 4
