"""Recognising a home by its address and a meter number (R6)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.look_up import addresses
from portal.look_up.addresses import Typed, home_at, homes_at, occupancies_at_home
from portal.look_up.forms import AddressForm
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day
from tests.factories import AccessPointFactory, CustomerFactory, MeterFactory, OccupancyFactory

pytestmark = pytest.mark.django_db

NUMBER = MeterNumber("1SAG1105004812")


def a_home(street="Rue de Fer", house_number="12", box="", postal_code="5000", meter=NUMBER, **occupancy):
    access_point = AccessPointFactory(street=street, house_number=house_number, box=box, postal_code=postal_code)
    MeterFactory(access_point=access_point, number=meter)
    return OccupancyFactory(access_point=access_point, **occupancy)


def found(street, house_number, box="", postal_code="5000", meter=NUMBER, now=None):
    return home_at(
        postal_code=postal_code,
        street=street,
        house_number=house_number,
        box=box,
        meter_number=meter,
        now=now or timezone.now(),
    )


@pytest.mark.parametrize(
    ("on_file", "typed"),
    [
        ("Rue de Fer", "r. de fer"),
        ("Rue de Fer", "RUE DU FER"),
        ("Rue des Tanneurs", "Rue Tanneurs"),
        ("Avenue Élisabeth", "av. Elisabeth"),
        ("Boulevard Cauchy", "Bd Cauchy"),
        ("Chaussée de Louvain", "chée de Louvain"),
        ("Grand-Rue", "grand rue"),
        ("Grand-Rue", "Grand'Rue"),
        ("Rue Saint-Nicolas", "rue St Nicolas"),
        ("Rue Sainte-Marguerite", "R. Ste-Marguerite"),
        ("Klosterstraße", "Klosterstr."),
        ("Klosterstraße", "KLOSTERSTRASSE"),
        ("Schönefelder Weg", "Schoenefelder Weg"),
        ("Rue du Cœur", "rue du coeur"),
        ("Place de l'Étoile", "pl. de l’etoile"),
    ],
)
def test_street_is_recognised_however_it_is_written(on_file, typed):
    occupancy = a_home(street=on_file)
    assert found(typed, "12") == occupancy


@pytest.mark.parametrize(
    ("on_file", "typed"),
    [
        (("12A", ""), ("12 a", "")),
        (("12", "3"), ("12", "bte 3")),
        (("12", "3"), ("12", "b3")),
        (("12", "3"), ("12", "Bus 03")),
        (("12", "B3"), ("12 boîte 3", "")),
        (("12", "3"), ("12/3", "")),
        (("12/3", ""), ("12", "3")),
        (("12", "3"), ("12", "")),
        (("12-14", ""), ("12", "")),
        (("12B", "2"), ("12b/2", "")),
        (("12 bis", ""), ("12bis", "")),
        (("12", "A"), ("12", "bte A")),
    ],
)
def test_number_and_box_are_recognised_however_they_are_written(on_file, typed):
    occupancy = a_home(house_number=on_file[0], box=on_file[1])
    assert found("Rue de Fer", *typed) == occupancy


@pytest.mark.parametrize(
    "typed",
    [
        {"street": "Rue de Fez"},
        {"house_number": "13"},
        {"house_number": "12A"},
        {"box": "4"},
        {"postal_code": "5100"},
        {"meter": MeterNumber("1SAG1105004813")},
    ],
)
def test_another_address_or_meter_is_not_recognised(typed):
    a_home(box="3")
    assert found(**{"street": "Rue de Fer", "house_number": "12", **typed}) is None


def test_meter_number_decides_between_two_homes_at_one_number():
    ours = a_home(box="1")
    a_home(box="2", meter=MeterNumber("1SAG1105009999"))
    assert found("Rue de Fer", "12") == ours


def test_address_that_matches_two_homes_with_the_same_meter_number_is_nobodys():
    first, second = a_home(box="1", meter="35871204"), a_home(box="2", meter="35871204")
    assert found("Rue de Fer", "12", meter=MeterNumber("35871204")) is None
    assert found("Rue de Fer", "12", "1", meter=MeterNumber("35871204")) == first
    assert found("Rue de Fer", "12", "2", meter=MeterNumber("35871204")) == second


def test_a_list_is_looked_up_in_one_query(django_assert_num_queries):
    first, second = a_home(box="1", meter="35871204"), a_home(box="2", meter="35871205")
    asked = [
        Typed("5000", "Rue de Fer", "12", box, MeterNumber(meter))
        for box, meter in [("2", "35871205"), ("", "35871204"), ("1", "35871205"), ("", "999")]
    ]
    with django_assert_num_queries(1):
        assert homes_at(asked, now=timezone.now()) == [second, first, None, None]


def test_former_occupant_vacant_home_and_removed_meter_are_not_recognised():
    now = timezone.now()
    occupancy = a_home(end=belgian_day(now))
    assert found("Rue de Fer", "12") is None
    heir = OccupancyFactory(access_point=occupancy.access_point, start=belgian_day(now))
    assert found("Rue de Fer", "12") == heir
    meter = heir.access_point.meters.get()
    meter.removed_on = belgian_day(now)
    meter.save()
    assert found("Rue de Fer", "12") is None


def test_home_holds_each_energy_of_the_customer_at_the_address_and_no_other_box():
    camille = CustomerFactory()
    electricity = a_home(box="1", customer=camille)
    gas = OccupancyFactory(
        access_point=AccessPointFactory(gas=True, street="RUE DE FER", house_number="12", box="bte 1"),
        customer=camille,
    )
    a_home(box="2", customer=camille, meter="2")
    a_home(box="1", meter="3", start=date(2025, 1, 1))
    OccupancyFactory(
        access_point=AccessPointFactory(house_number="12", box="1"),
        customer=camille,
        end=belgian_day(timezone.now()) - timedelta(days=1),
    )
    assert occupancies_at_home(electricity, now=timezone.now()) == [electricity, gas]


@given(st.text(max_size=40), st.text(max_size=12), st.text(max_size=12))
def test_any_text_folds_and_means_itself(street, house_number, box):
    place = addresses._place("5000", street, house_number, box)
    assert place.may_be(place)


@pytest.mark.parametrize(("typed", "kept"), [("5000", "5000"), ("B-5000", "5000"), (" b 5000 ", "5000")])
def test_postal_code_is_four_digits_with_or_without_the_country(typed, kept):
    form = AddressForm(
        {"street": "Rue", "house_number": "1", "postal_code": typed, "meter_number": "1SAG1105004812"}
    )
    assert form.is_valid()
    assert form.cleaned_data["postal_code"] == kept


@pytest.mark.parametrize("typed", ["50000", "L-5000", "0500", "٥٠٠٠", "abcd", "5000 Namur"])
def test_postal_code_of_another_shape_is_asked_again(typed):
    form = AddressForm({"postal_code": typed})
    assert "postal_code" in form.errors
