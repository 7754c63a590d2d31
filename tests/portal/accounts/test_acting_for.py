"""Acting for an organisation: which one, where one begins, and what the header leads to."""

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.access.actor import ActorKind
from portal.access.http import member_actor
from portal.accounts import desk, organisation_menu
from portal.accounts.middleware import ACTS_FOR
from portal.accounts.models import Membership, Organisation, OrganisationKind
from portal.accounts.organisation_menu import MemberEntry, register
from portal.accounts.roles import House, Role
from portal.ui.guards import Right
from portal.ui.templatetags.ui import icon
from tests.factories import CustomerFactory, OrganisationFactory, UserFactory, a_member
from tests.journeys.people import client_of
from tests.portal.identity.conftest import app_code, sign_in

START, CHOOSE = "/fr/organisation/", "/fr/organisation/choose/"


@pytest.fixture
def in_two(db):
    """Somebody who is administrator of one organisation, and reader of a welfare office."""
    user = a_member(OrganisationFactory(name="Alpha Conseil"), Role.ADMINISTRATOR)
    office = OrganisationFactory(name="CPAS de Namur", kind=OrganisationKind.WELFARE_OFFICE, municipality="92094")
    now = timezone.now()
    Membership.objects.create(user=user, organisation=office, role=Role.READER, given_at=now, reviewed_at=now)
    return user


def test_the_frame_says_for_whom_one_acts_and_as_what(in_two):
    client = client_of(in_two)
    page = client.get(START).content.decode()
    assert "<strong>Alpha Conseil</strong> · administration" in page
    office = Membership.objects.get(organisation__name="CPAS de Namur").organisation
    client.post(CHOOSE, {"organisation": str(office.public_id)})
    page = client.get(START)
    assert "<strong>CPAS de Namur</strong> · " in page.content.decode()
    assert "/fr/organisation/members/" not in {link.url for link in page.context["links"]}
    actor = member_actor(page.wsgi_request)
    assert (actor.kind, actor.organisation, actor.role) == (ActorKind.MEMBER, str(office.public_id), Role.READER)


def test_nobody_chooses_an_organisation_of_others(in_two):
    client, other = client_of(in_two), OrganisationFactory()
    for wanted in (str(other.public_id), "x"):
        assert client.post(CHOOSE, {"organisation": wanted}).status_code == 404
    assert ACTS_FOR not in client.session


def test_a_form_open_in_another_tab_is_not_sent_for_the_organisation_chosen_since(in_two):
    client = client_of(in_two)
    client.handler.enforce_csrf_checks = True
    office = Organisation.objects.get(name="CPAS de Namur")
    first, other = Organisation.objects.get(name="Alpha Conseil"), {"organisation": str(office.public_id)}
    open_tab = client.get(CHOOSE).context["csrf_token"]
    assert client.post(CHOOSE, other | {"csrfmiddlewaretoken": str(open_tab)}).status_code == 302
    back = {"organisation": str(first.public_id), "csrfmiddlewaretoken": str(open_tab)}
    refused = client.post(CHOOSE, back)
    assert refused.status_code == 403
    assert client.session[ACTS_FOR] == str(office.public_id)


def test_a_chosen_organisation_that_is_gone_gives_way_to_the_next_one(in_two):
    client = client_of(in_two)
    office = Membership.objects.get(organisation__name="CPAS de Namur")
    client.post(CHOOSE, {"organisation": str(office.organisation.public_id)})
    Membership.objects.filter(pk=office.pk).update(ended_at=timezone.now())
    assert "Alpha Conseil" in client.get(START).content.decode()


def test_the_pages_of_organisations_do_not_exist_for_a_resident_and_ask_others_to_sign_in(db):
    resident = client_of(UserFactory())
    for path in (START, CHOOSE, "/fr/organisation/members/"):
        assert (resident.get(path).status_code, resident.post(path).status_code) == (404, 404)
        assert "sign-in" in Client().get(path)["Location"]


def test_the_pages_of_organisations_are_in_no_cache_and_no_index(in_two):
    page = client_of(in_two).get(START)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "private, no-store"


def test_a_page_is_in_the_menu_of_the_houses_that_it_is_for(in_two):
    try:
        register(
            MemberEntry("Look-up", "pages:status", "search", Right.SEE_DATA, frozenset({House.WELFARE_OFFICE}))
        )
        client = client_of(in_two)
        assert "/fr/status/" not in {link.url for link in client.get(START).context["links"]}
        office = Membership.objects.get(organisation__name="CPAS de Namur").organisation
        client.post(CHOOSE, {"organisation": str(office.public_id)})
        assert "/fr/status/" in {link.url for link in client.get(START).context["links"]}
    finally:
        organisation_menu._menu._entries.pop("pages:status")


@pytest.mark.parametrize("entry", [*organisation_menu.entries(), *desk.entries()], ids=lambda entry: entry.view)
def test_the_icon_of_a_menu_entry_exists(entry):
    assert icon(entry.icon)


def _signed_in(user) -> Client:
    """Through the sign-in pages, the second factor by an app."""
    client, app = Client(), TOTPDevice.objects.create(user=user, name="app")
    sign_in(client, user.email)
    client.last = client.post("/fr/sign-in/second-factor/", {"code": app_code(app)}, follow=True)
    return client


def test_after_signing_in_a_member_begins_at_the_organisation_and_a_customer_at_home(db):
    organisation = OrganisationFactory()
    member, both = a_member(organisation), a_member(organisation)
    CustomerFactory(user=both)
    landed = [_signed_in(user).last.request["PATH_INFO"] for user in (member, both, UserFactory())]
    assert landed == [START, "/fr/home/", "/fr/home/"]


def test_the_header_leads_a_member_to_the_organisation_without_asking_the_database(
    db, django_assert_max_num_queries
):
    member, resident = _signed_in(a_member(OrganisationFactory())), _signed_in(UserFactory())
    assert f'href="{START}"' not in resident.get("/fr/help/").content.decode()
    with django_assert_max_num_queries(3):  # session, user, device
        page = member.get("/fr/help/").content.decode()
    assert f'href="{START}"' in page
