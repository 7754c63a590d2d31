"""Where a customer can be reached, and which mobile an EAN or a code may go to (R4, R6)."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.customers.queries import at_address, contact_on_file, postal_address, trusted_mobile
from tests.factories import AccessPointFactory, CustomerFactory, OccupancyFactory

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("mobile", ["", "+3281223344", "+33612345678", "+32900123456", "+881612345678"])
def test_only_a_belgian_mobile_is_trusted(mobile: str) -> None:
    assert trusted_mobile(CustomerFactory.build(mobile=mobile), now=NOW) == ""


@pytest.mark.parametrize(("days", "trusted"), [(0, False), (29, False), (30, True), (400, True)])
def test_a_mobile_that_changed_lately_is_not_trusted(days: int, trusted: bool) -> None:
    customer = CustomerFactory.build(mobile="+32470123456", mobile_changed_at=NOW - timedelta(days=days))
    assert trusted_mobile(customer, now=NOW) == ("+32470123456" if trusted else "")


@pytest.mark.parametrize(("email", "reached"), [("a@example.org", ("", "a@example.org")), ("", None)])
def test_a_mobile_that_changed_lately_is_no_contact(email: str, reached: tuple[str, str] | None) -> None:
    changed = NOW - timedelta(days=29)
    customer = CustomerFactory.build(mobile="+32470123456", mobile_changed_at=changed, email=email)
    contact = contact_on_file(customer, now=NOW)
    assert (contact and (contact.mobile, contact.email)) == reached


@pytest.mark.django_db
def test_a_letter_goes_to_the_occupant_at_the_address_of_the_access_point() -> None:
    access_point = AccessPointFactory(street="Rue de Fer", house_number="12", box="3")
    occupancy = OccupancyFactory(access_point=access_point, customer=CustomerFactory(name="Claire Dupont"))
    assert postal_address(occupancy).lines == ["Claire Dupont", "Rue de Fer 12 / 3", "5000 Namur"]


def test_a_letter_to_nobody_in_particular_has_the_address_alone() -> None:
    access_point = AccessPointFactory.build(street="Rue de Fer", house_number="12")
    assert at_address(access_point, name="").lines == ["Rue de Fer 12", "5000 Namur"]
