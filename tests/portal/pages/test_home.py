"""The resident's home shows the own homes and nothing else, and each look is traced (R3, R14)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.access.actor import Actor, ActorKind
from portal.audit.models import Event
from portal.grid.models import MeterKind
from portal.identity.models import User
from portal.pages import resident
from portal.primitives.period import belgian_day, years_before
from tests.consumption.pages.homes import a_home, furnish, furnish_gas, read_by_hand
from tests.factories import UserFactory
from tests.journeys.people import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire() -> User:
    return UserFactory(name="Claire Delvaux", email_confirmed_at=timezone.now())


def actor(user: User) -> Actor:
    return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)


def the_card(user: User) -> resident.Card:
    [[card]] = resident.home(actor=actor(user), now=timezone.now()).addresses.values()
    return card


def test_card_sums_the_last_thirty_days_that_came_in(claire: User) -> None:
    home = a_home(claire)
    last = belgian_day(timezone.now()) - timedelta(days=2)
    furnish(home, last - timedelta(days=59), last)
    card = the_card(claire)
    assert card.last == last
    assert len(card.bars) == 30
    assert card.missing_days == 0
    assert card.used > 0
    assert card.injected > 0
    assert card.change is None, "there is no year before to compare with"


def test_card_compares_with_the_year_before(claire: User) -> None:
    home = a_home(claire, gas=True)
    today = belgian_day(timezone.now())
    for last in (today - timedelta(days=1), years_before(today, 1)):
        furnish_gas(home, last - timedelta(days=40), last)
    card = the_card(claire)
    assert card.unit == "kWh"
    assert card.change is not None
    assert abs(card.change) < 0.1


def test_card_of_a_meter_that_a_person_reads_shows_its_last_period(claire: User) -> None:
    home = a_home(claire, kind=MeterKind.ANNUAL)
    last = belgian_day(timezone.now()) - timedelta(days=30)
    read_by_hand(home, (years_before(last, 1), 1_000_000), (last, 4_200_000))
    card = the_card(claire)
    assert (card.start, card.last) == (years_before(last, 1), last)
    assert card.amount == "3\u202f200"
    assert card.read_by_a_person


def test_home_without_data_says_so(claire: User) -> None:
    a_home(claire)
    assert the_card(claire).used == -1


def test_each_home_shown_is_traced_before_it_is_shown(claire: User, client: Client) -> None:
    home = a_home(claire)
    last = belgian_day(timezone.now()) - timedelta(days=2)
    furnish(home, last - timedelta(days=10), last)
    client.cookies["raccord"] = str(session_of(claire).session_key)
    response = client.get("/fr/home/")
    assert response.status_code == 200
    events = Event.objects.filter(code="disclosure")
    assert {event.access_point_id for event in events} == {home.pk}
    assert {event.channel for event in events} == {"page"}
    assert {event.granularity for event in events} == {"day"}


def test_nobody_sees_the_home_of_another(claire: User, client: Client) -> None:
    other = a_home(UserFactory())
    client.cookies["raccord"] = str(session_of(claire).session_key)
    body = client.get("/fr/home/").content.decode()
    assert str(other.public_id) not in body
    assert not Event.objects.filter(code="disclosure").exists()


def test_former_occupant_sees_the_own_days_only(claire: User) -> None:
    today = belgian_day(timezone.now())
    moved_out = today - timedelta(days=20)
    home = a_home(claire, end=moved_out)
    furnish(home, today - timedelta(days=60), today - timedelta(days=1))
    assert the_card(claire).last == moved_out - timedelta(days=1)
