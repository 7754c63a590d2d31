"""Programs of an organisation: let in by its administrator, out again at once."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from portal.accounts.clients import operations
from portal.accounts.clients.models import Client
from portal.accounts.clients.operations import UnableToMakeClient
from portal.accounts.models import REVIEW_WITHIN, Membership, Organisation
from portal.accounts.roles import Role
from portal.audit.models import Event
from tests.factories import OrganisationFactory, a_member
from tests.journeys.people import session_of
from tests.portal.api.programs import TOKEN, Program, a_client, a_program, a_token

LIST = "/api/v1/access-points/"
PAGE = "/en/organisation/api/"

pytestmark = pytest.mark.django_db


def administrator(organisation: Organisation) -> Browser:
    browser = Browser()
    browser.cookies["raccord"] = session_of(a_member(organisation, Role.ADMINISTRATOR)).session_key
    return browser


def test_a_client_gets_a_token_and_asks_with_it() -> None:
    assert a_program(OrganisationFactory()).get(LIST).status_code == 200


def test_the_secret_is_shown_once_and_stored_hashed() -> None:
    browser = administrator(OrganisationFactory())

    page = browser.post(PAGE, {"name": "Dashboard"})

    client = Client.objects.get()
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert secret not in client.client_secret
    assert secret not in browser.get(PAGE).content.decode()
    assert a_token(client, secret)


def test_tokens_are_stored_hashed() -> None:
    token = a_token(*a_client(OrganisationFactory()))

    assert not get_access_token_model().objects.filter(token__contains=token).exists()


def test_a_wrong_secret_gets_no_token() -> None:
    client, secret = a_client(OrganisationFactory())
    told = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret[:-1] + "!"}

    response = Browser().post(TOKEN, told)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


def test_no_other_way_than_client_credentials_leads_to_a_token() -> None:
    client, secret = a_client(OrganisationFactory())
    for way in ("password", "authorization_code", "refresh_token", "implicit"):
        told = {"grant_type": way, "client_id": client.client_id, "client_secret": secret}
        told |= {"username": "a", "password": "b", "code": "c", "refresh_token": "d"}

        assert Browser().post(TOKEN, told).status_code in (400, 401)


def test_a_token_in_the_address_does_not_count() -> None:
    token = a_token(*a_client(OrganisationFactory()))

    assert Browser().get(LIST, {"access_token": token}).status_code == 401


def test_a_revoked_client_is_out_at_once() -> None:
    organisation = OrganisationFactory()
    client, secret = a_client(organisation)
    program = Program(a_token(client, secret))

    administrator(organisation).post(f"{PAGE}{client.public_id}/", {"act": "revoke"})

    assert program.get(LIST).status_code == 401
    told = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    assert Browser().post(TOKEN, told).status_code == 401


def test_the_client_of_a_closed_organisation_is_out_at_once() -> None:
    organisation = OrganisationFactory()
    program = a_program(organisation)

    Organisation.objects.update(closed_at=timezone.now())

    assert program.get(LIST).status_code == 401


def test_a_client_that_nobody_reviews_lapses_after_six_months() -> None:
    organisation = OrganisationFactory()
    program = a_program(organisation)
    Client.objects.update(reviewed_at=timezone.now() - REVIEW_WITHIN)
    assert program.get(LIST).status_code == 401

    administrator(organisation).post(f"{PAGE}{Client.objects.get().public_id}/", {"act": "review"})

    assert program.get(LIST).status_code == 200


def test_a_token_for_one_thing_does_nothing_else() -> None:
    program = a_program(OrganisationFactory(), scope="ask_mandates")

    refused = program.get(LIST)

    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")


def test_an_administrator_sees_the_programs_of_the_own_organisation_alone() -> None:
    client, _secret = a_client(OrganisationFactory(), "Wallbox planner")
    stranger = administrator(OrganisationFactory())

    assert client.name not in stranger.get(PAGE).content.decode()
    assert stranger.post(f"{PAGE}{client.public_id}/", {"act": "revoke"}).status_code == 404
    assert Client.objects.get().revoked_at is None


def test_an_administrator_reads_what_the_programs_of_such_an_organisation_may_do() -> None:
    holder, operator = OrganisationFactory(), OrganisationFactory(kind="network_operator", operator="ores")
    mandates, connections = (administrator(each).get(PAGE).content.decode() for each in (holder, operator))
    assert ("ask customers for mandates" in mandates, "offer, plan" in mandates) == (True, False)
    assert ("ask customers" in connections, "offer, plan and report" in connections) == (False, True)


def test_there_is_an_end_to_how_many_programs_an_organisation_has() -> None:
    organisation = OrganisationFactory()
    by = Membership.objects.get(user=a_member(organisation, Role.ADMINISTRATOR))
    for number in range(operations.AT_MOST):
        operations.make_client(by=by, name=f"Program {number}", now=timezone.now())

    with pytest.raises(UnableToMakeClient):
        operations.make_client(by=by, name="One more", now=timezone.now())


def test_what_happens_to_a_program_is_traced() -> None:
    organisation = OrganisationFactory()
    client, _secret = a_client(organisation)
    administrator(organisation).post(f"{PAGE}{client.public_id}/", {"act": "revoke"})

    events = Event.objects.filter(reference=str(client.public_id)).order_by("pk")

    assert [event.code for event in events] == ["api_client_made", "api_client_revoked"]
    assert {event.organisation for event in events} == {str(organisation.public_id)}


def test_old_tokens_are_forgotten() -> None:
    a_program(OrganisationFactory())

    assert operations.forget_tokens(now=timezone.now() + timedelta(days=10)) == 0
    assert operations.forget_tokens(now=timezone.now() + timedelta(days=40)) == 1


def test_what_cannot_be_read_is_refused_and_nothing_that_was_sent_comes_back_as_a_page() -> None:
    client, secret = a_client(OrganisationFactory())
    told = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    for more, headers in (
        ({"client_id": "a\0"}, {}),
        ({}, {"authorization": "Basic \xff"}),
        ({"resource": "<b>no address</b>"}, {}),
        ({"scope": "x" * 3_000_000}, {}),
    ):
        response = Browser().post(TOKEN, told | more, headers=headers)

        assert (response.status_code, response["Content-Type"]) == (400, "application/json")
        assert response.json()["error"]
