"""The desk: a reason first, history beside the reading, and nobody decides about the own home (R12, R15)."""

from datetime import timedelta

import pytest

from consumption.customer_readings.models import CustomerReading
from consumption.customer_readings.states import ReadingState
from consumption.models import IndexReading
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.customers.models import Occupancy
from portal.messaging.models import Message
from tests.consumption.customer_readings.homes import LAST, TODAY, annual, give, signed_in
from tests.factories import a_member_of_staff


@pytest.fixture
def reading(db) -> CustomerReading:
    occupancy = annual()
    give(signed_in(occupancy.customer.user), occupancy, "98000")
    return CustomerReading.objects.get()


@pytest.fixture
def desk(db):
    return signed_in(a_member_of_staff(Role.BACK_OFFICE))


def path(reading: CustomerReading) -> str:
    return f"/fr/desk/readings/{reading.public_id}/"


def test_whose_it_is_shows_after_a_reason_alone(reading, desk):
    assert str(reading.public_id) in desk.get("/fr/desk/readings/").content.decode()
    assert reading.meter.number not in desk.get(path(reading)).content.decode()
    assert desk.get(path(reading) + "photo/").status_code == 404
    page = desk.post(path(reading), {"purpose": "T-9"}, follow=True).content.decode()
    assert reading.meter.number in page
    assert "7\u202f900" in page
    event = Event.objects.get(code="reading_opened")
    assert (event.purpose, event.actor_kind, event.role) == ("T-9", "staff", "back_office")


def test_what_the_next_occupant_reads_does_not_stand_beside_the_reading_of_the_former_one(reading, desk):
    Occupancy.objects.filter(pk=reading.occupancy_id).update(end=TODAY)
    IndexReading.objects.filter(day=LAST).update(day=TODAY + timedelta(days=1))
    page = desk.post(path(reading), {"purpose": "T-9"}, follow=True).content.decode()
    assert "4\u202f400" in page
    assert "7\u202f900" not in page


def test_accepted_it_is_in_the_history_and_its_owner_is_told_that_something_waits(reading, desk):
    desk.post(path(reading), {"purpose": "T-9"})
    for _ in range(2):
        desk.post(path(reading), {"decision": "accept", "explanation": ""})
    reading.refresh_from_db()
    assert reading.state == ReadingState.ACCEPTED
    assert IndexReading.objects.get(day=TODAY).value == 98_000_000
    assert Message.objects.get().template == "something_waits.email"


def test_rejected_its_owner_reads_why_and_what_to_do(reading, desk):
    desk.post(path(reading), {"purpose": "T-9"})
    page = desk.post(path(reading), {"decision": "reject", "explanation": ""})
    assert "explanation" in page.context["form"].errors
    desk.post(path(reading), {"decision": "reject", "explanation": "Relisez sans la virgule."})
    owner = signed_in(reading.occupancy.customer.user)
    assert "Relisez sans la virgule." in owner.get(f"/fr/readings/{reading.public_id}/").content.decode()
    assert not IndexReading.objects.filter(day=TODAY).exists()


def test_nobody_decides_about_the_own_home(db):
    member = a_member_of_staff(Role.BACK_OFFICE)
    occupancy = annual(member)
    client = signed_in(member)
    give(client, occupancy, "98000")
    reading = CustomerReading.objects.get()
    client.post(path(reading), {"purpose": "T-9"})
    reading.refresh_from_db()
    assert reading.handler == ""


def test_a_colleague_who_did_not_take_it_in_hand_decides_nothing(reading, desk):
    desk.post(path(reading), {"purpose": "T-9"})
    colleague = signed_in(a_member_of_staff(Role.BACK_OFFICE))
    colleague.post(path(reading), {"decision": "accept"})
    reading.refresh_from_db()
    assert reading.state == ReadingState.WAITING
    assert reading.meter.number not in colleague.get(path(reading)).content.decode()


def test_a_market_reading_of_the_same_day_meanwhile_wins(reading, desk):
    desk.post(path(reading), {"purpose": "T-9"})
    IndexReading.objects.filter(value=7_900_000).update(day=TODAY)
    desk.post(path(reading), {"decision": "accept"})
    assert IndexReading.objects.get(day=TODAY).value == 7_900_000
    reading.refresh_from_db()
    assert reading.state == ReadingState.WAITING
