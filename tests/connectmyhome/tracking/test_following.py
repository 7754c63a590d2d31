from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from connectmyhome.legs.models import Offer
from connectmyhome.legs.operations import offering
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator, Utility
from connectmyhome.tracking.actions import What
from connectmyhome.tracking.queries import status_of
from portal.access.actor import ANONYMOUS
from tests.connectmyhome.legs.factories import a_leg, an_offer
from tests.connectmyhome.scenes import a_sent_application
from tests.connectmyhome.tracking.applicants import a_house, client_of, leg_of, track

pytestmark = pytest.mark.django_db


def test_the_most_pressing_action_comes_first():
    now = timezone.now()
    status = status_of(a_house(now), now=now)

    pressing = [What.OFFER, What.OFFER, What.DOCUMENT, What.QUESTION, What.DAYS]
    assert [action.what for action in status.actions] == pressing


def test_without_anything_to_do_it_says_who_does_what_until_when():
    application = a_sent_application()
    a_leg(LegState.SUBMITTED, application=application)

    page = client_of(application).get(track(application)).content.decode()

    assert "Nothing to do for you now" in page
    assert "ORES checks whether your file is complete." in page


def test_of_several_telecom_offers_the_total_counts_what_is_accepted():
    now = timezone.now()
    application = a_house(now)
    water = Decimal("1250.50")
    before = status_of(application, now=now).total
    offering.accept(offer=Offer.objects.get(leg__operator="proximus"), actor=ANONYMOUS, now=now)
    after = status_of(application, now=now).total

    assert (before.accepted, before.least, before.most) == (
        water,
        water + Decimal("149.50"),
        water + Decimal("199"),
    )
    assert (after.accepted, after.least, after.most) == (water + 199, water + 199, water + 199)


def test_the_page_says_that_telecom_offers_are_alternatives():
    application = a_house()

    assert (
        "Several telecom offers are alternatives"
        in client_of(application).get(track(application)).content.decode()
    )


def test_the_offer_of_a_connection_that_was_given_up_is_in_no_total():
    now = timezone.now()
    application = a_sent_application(now)
    a_leg(LegState.EXPIRED, application=application, operator=Operator.SWDE, now=now)
    an_offer(a_leg(LegState.IN_STUDY, application=application, now=now), now=now)

    assert [each.utility for each in status_of(application, now=now).offers] == [Utility.ELECTRICITY]


def test_an_offer_comes_as_its_operator_made_it():
    application = a_house()
    offer = Offer.objects.get(leg__operator="orange")

    response = client_of(application).get(f"{track(application)}offers/{offer.public_id}/file/")

    assert response.content == bytes(offer.pdf)
    assert "C4" in response["Content-Disposition"]


def test_of_somebody_else_nothing_exists():
    application, other = a_house(), a_sent_application()
    offer = Offer.objects.filter(leg__application=application).first()
    assert offer is not None
    leg = leg_of(application, Operator.SWDE)
    client = client_of(other)
    paths = [
        track(application),
        f"{track(application)}offers/{offer.public_id}/",
        f"{track(application)}withdraw/{leg.public_id}/",
        f"/en/connect/{application.reference}/data/",
        f"/en/connect/{application.reference}/data/as/json/",
        f"/en/connect/{application.reference}/data/erase/",
        f"{track(other)}offers/{offer.public_id}/",
        f"{track(other)}offers/{offer.public_id}/file/",
        f"{track(other)}withdraw/{leg.public_id}/",
    ]

    assert {client.get(path).status_code for path in paths} == {404}
    assert {client.post(path).status_code for path in paths} <= {404, 405}


def test_who_has_opened_no_application_is_led_to_the_link_by_email():
    response = Client().get(track(a_sent_application()))

    assert response.status_code == 302
    assert "/connect/resume/" in response["Location"]


def test_a_page_takes_as_many_queries_for_five_connections_as_for_one(django_assert_max_num_queries):
    house = client_of(application := a_house())
    house.get(track(application))

    with django_assert_max_num_queries(22):
        house.get(track(application))
