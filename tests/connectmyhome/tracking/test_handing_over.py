from datetime import timedelta

import pytest
from django.utils import timezone

from connectmyhome.legs.states import LegState
from connectmyhome.tracking.operations.handing_over import hand_over_eans
from portal.customers.models import Occupancy
from portal.ean_delivery.models import EanDelivery
from portal.ean_delivery.operations import judge
from portal.messaging.models import Message
from portal.primitives.period import belgian_day
from tests.connectmyhome.legs.factories import a_leg
from tests.connectmyhome.scenes import a_sent_application
from tests.connectmyhome.tracking.applicants import client_of, track
from tests.factories import AccessPointFactory, CustomerFactory, OccupancyFactory

pytestmark = pytest.mark.django_db
MOBILE = "+32470123456"


@pytest.fixture
def leg():
    return a_leg(LegState.CONNECTED, application=a_sent_application())


def moved_in(mobile: str = MOBILE, *, days_ago: int = 0, **address: str) -> Occupancy:
    """A customer at the plot, as the market tells it."""
    told = {"street": "Rue de Fer", "house_number": "12", "postal_code": "5000", "locality": "Namur"} | address
    return OccupancyFactory(
        customer=CustomerFactory(mobile=mobile),
        access_point=AccessPointFactory(energy="electricity", **told),
        start=belgian_day(timezone.now()) - timedelta(days=days_ago),
    )


def test_the_ean_goes_to_the_mobile_on_file_once_the_applicant_is_the_customer_there(leg):
    moved_in()

    assert hand_over_eans(now=timezone.now()) == 1
    assert hand_over_eans(now=timezone.now()) == 0
    judge(delivery_id=EanDelivery.objects.get().pk, now=timezone.now())
    assert Message.objects.get(template="ean.sms").mobile == MOBILE


def test_without_a_customer_nobody_gets_it_and_the_page_shows_the_way(leg):
    assert hand_over_eans(now=timezone.now()) == 0

    page = client_of(leg.application).get(track(leg.application)).content.decode()
    assert "Ask for the EAN" in page
    assert "/ean-by-sms/" in page


@pytest.mark.parametrize(
    "somebody",
    [
        {"mobile": "+32470999999"},
        {"mobile": ""},
        {"house_number": "13"},
        {"postal_code": "5100"},
        {"days_ago": 400},
    ],
)
def test_whoever_is_not_the_applicant_gets_nothing_by_itself(leg, somebody):
    moved_in(**somebody)

    assert hand_over_eans(now=timezone.now()) == 0
    assert not EanDelivery.objects.exists()


def test_before_the_operator_reports_the_connection_nothing_is_sent():
    a_leg(LegState.PLANNED, application=a_sent_application())
    moved_in()

    assert hand_over_eans(now=timezone.now()) == 0


def test_no_page_ever_shows_the_ean(leg):
    home = moved_in()
    hand_over_eans(now=timezone.now())

    page = client_of(leg.application).get(track(leg.application)).content.decode()

    assert "on its way to the customer" in page
    assert home.access_point.ean not in page.replace("\u00a0", "").replace(" ", "")
