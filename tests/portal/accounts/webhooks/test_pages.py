"""An administrator sees where events go and what came of them, and acts on it; nobody else does."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.accounts.signals import organisation_closed
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.states import DeliveryState, EndpointState
from portal.audit.models import Event
from portal.identity.http import VERIFIED_AT
from tests.factories import OrganisationFactory, a_member
from tests.journeys.people import client_of, session_of
from tests.portal.accounts.webhooks.receiver import a_network_operator, an_endpoint, tell, told_in_each_way

PAGE = "/en/organisation/webhooks/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Organisation:
    return a_network_operator()


@pytest.fixture
def browser(operator) -> Browser:
    return client_of(a_member(operator, Role.ADMINISTRATOR))


def test_an_administrator_adds_an_address_and_sees_its_secret_once(operator, browser, receiver) -> None:
    page = browser.post(PAGE, {"url": receiver.url})

    secret = page.context["secret"]
    assert secret.startswith("whsec_")
    assert secret in page.content.decode()
    again = browser.get(PAGE).content.decode()
    assert secret not in again
    assert receiver.url in again


@pytest.mark.parametrize("url", ["", "http://events.example.org/", "https://10.0.0.1/", "https://a:b@b.example/"])
def test_an_address_that_cannot_be_is_refused_at_its_field(browser, url) -> None:
    page = browser.post(PAGE, {"url": url})

    assert page.context["form"].errors["url"]
    assert not Endpoint.objects.exists()


def test_the_same_address_is_added_once_and_there_is_an_end_to_them(operator, browser, receiver) -> None:
    browser.post(PAGE, {"url": receiver.url})
    assert browser.post(PAGE, {"url": receiver.url}).context["form"].errors["url"]
    for number in range(9):
        browser.post(PAGE, {"url": f"{receiver.url}&n={number}"})

    assert Endpoint.objects.count() == 5


def test_a_test_event_goes_out_and_what_came_of_it_is_shown(operator, browser, receiver, worker) -> None:
    endpoint, secret = an_endpoint(operator, receiver.url)
    here = f"{PAGE}{endpoint.public_id}/"
    browser.post(here, {"act": "test"})
    receiver.answers = [503]
    worker.work()

    shown = browser.get(here).content.decode()

    assert [each["type"] for each in receiver.verified(secret)] == ["raccord.test"]
    assert "A test event" in shown
    assert "503 Service Unavailable" in shown
    assert "next try" in shown
    sent = endpoint.deliveries.get()
    assert Event.objects.get(code="webhook_tested").detail == {"event": sent.message_id}
    browser.post(f"{PAGE}events/{sent.public_id}/again/")
    worker.work()
    assert receiver.ids == [sent.message_id] * 2, "who asks for it does not wait for the next try"


def test_it_is_paused_goes_on_gets_a_new_secret_and_is_removed(operator, browser, receiver) -> None:
    endpoint, former = an_endpoint(operator, receiver.url)
    here = f"{PAGE}{endpoint.public_id}/"

    for act, state in [("pause", EndpointState.PAUSED), ("resume", EndpointState.ACTIVE)]:
        browser.post(here, {"act": act})
        endpoint.refresh_from_db()
        assert endpoint.state == state
    secret = browser.post(here, {"act": "rotate"}).context["secret"]
    assert secret not in ("", former)
    browser.post(here, {"act": "remove"})

    assert browser.get(here).status_code == 404
    codes = Event.objects.filter(reference=str(endpoint.public_id)).order_by("pk").values_list("code", flat=True)
    assert list(codes) == [
        "webhook_made", "webhook_paused", "webhook_resumed", "webhook_secret_rotated", "webhook_removed",
    ]  # fmt: skip


def test_an_event_is_sent_again_and_so_are_all_since_a_moment(operator, browser, receiver, worker) -> None:
    endpoint, _ = an_endpoint(operator, receiver.url)
    told = tell(endpoint)
    worker.work()

    browser.post(f"{PAGE}events/{told.public_id}/again/")
    worker.work()
    since = timezone.localtime(timezone.now() - timedelta(minutes=5))
    told_since = {"day": since.strftime("%Y-%m-%d"), "hour": since.strftime("%H:%M")}
    browser.post(f"{PAGE}{endpoint.public_id}/again/", told_since)
    worker.work()

    assert receiver.ids == [told.message_id] * 3
    traced = Event.objects.filter(code="webhook_sent_again", reference=str(endpoint.public_id)).order_by("pk")
    one, all_since = [event.detail for event in traced]
    assert (one, all_since["count"]) == ({"event": told.message_id}, 1)
    assert {event.organisation for event in traced} == {str(operator.public_id)}


def test_a_moment_that_is_none_is_refused_at_its_field(operator, browser) -> None:
    endpoint = told_in_each_way(operator)

    page = browser.post(f"{PAGE}{endpoint.public_id}/again/", {"day": "yesterday", "hour": "noon"})

    assert set(page.context["form"].errors) == {"day", "hour"}
    assert Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == 1


def test_another_organisation_finds_nothing(operator) -> None:
    endpoint = told_in_each_way(operator)
    told = endpoint.deliveries.first()
    stranger = client_of(a_member(a_network_operator("resa"), Role.ADMINISTRATOR))

    assert endpoint.url not in stranger.get(PAGE).content.decode()
    assert stranger.get(f"{PAGE}{endpoint.public_id}/").status_code == 404
    assert stranger.post(f"{PAGE}{endpoint.public_id}/", {"act": "remove"}).status_code == 404
    assert stranger.post(f"{PAGE}{endpoint.public_id}/again/", {"day": "2026-01-01"}).status_code == 404
    assert stranger.post(f"{PAGE}events/{told.public_id}/again/").status_code == 404


def test_a_member_who_is_no_administrator_is_refused(operator) -> None:
    assert client_of(a_member(operator)).get(PAGE).status_code == 403


def test_secrets_and_events_sent_again_ask_for_a_fresh_second_factor(operator) -> None:
    endpoint = told_in_each_way(operator)
    told = endpoint.deliveries.get(state="delivered")
    session = session_of(a_member(operator, Role.ADMINISTRATOR))
    session[VERIFIED_AT] -= 3600
    session.save()
    browser = Browser()
    browser.cookies["raccord"] = session.session_key

    assert browser.get(PAGE).status_code == 302
    for again in (f"{PAGE}events/{told.public_id}/again/", f"{PAGE}{endpoint.public_id}/again/"):
        assert "/step-up/" in browser.post(again, {"day": "2026-01-01"})["Location"]
    assert endpoint.deliveries.filter(state="delivered").count() == 1

    back = client_of(a_member(operator, Role.ADMINISTRATOR))  # after the factor, by GET
    assert back.get(f"{PAGE}events/{told.public_id}/again/")["Location"] == f"{PAGE}{endpoint.public_id}/"
    assert back.get(f"{PAGE}{endpoint.public_id}/again/").status_code == 200


def test_the_menu_has_it_for_organisations_to_which_something_is_told(operator, browser) -> None:
    holder = client_of(a_member(OrganisationFactory(), Role.ADMINISTRATOR))

    assert PAGE in browser.get("/en/organisation/members/").content.decode()
    assert PAGE not in holder.get("/en/organisation/members/").content.decode()


def test_a_closed_organisation_is_told_nothing_more(operator, receiver, worker) -> None:
    endpoint, _ = an_endpoint(operator, receiver.url)
    tell(endpoint)

    organisation_closed.send(sender=Organisation, organisation=operator, now=timezone.now())
    worker.work()

    assert receiver.got == []
