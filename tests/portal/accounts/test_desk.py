"""The desk: what each role may open, its menu, messages masked, and the pages of the staff."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts.desk import entries
from portal.accounts.models import Membership
from portal.accounts.roles import RIGHTS, STAFF_ROLES, House, Role
from portal.messaging.models import Message
from portal.messaging.operations import Recipient, enqueue
from portal.ui.guards import Guard
from tests.architecture.test_urls import declaration, walk
from tests.factories import UserFactory, a_member_of_staff
from tests.journeys.people import session_of
from tests.portal.identity.conftest import SECOND, SIGN_IN, app_code, sign_in

DESK = [
    (path, declaration(pattern))
    for path, pattern in walk(get_resolver())
    if getattr(declaration(pattern), "guard", None) is Guard.STAFF
]


def signed_in(user) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(user).session_key
    return client


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_role_opens_its_pages_and_no_others(db, role):
    client = signed_in(a_member_of_staff(role))
    for path, declared in DESK:
        status = client.get(path).status_code
        if declared.right in RIGHTS[House.OPERATOR][role]:
            assert status in (200, 404, 405), path  # 404: the object of the sample does not exist
        else:
            assert status == 403, path


@pytest.mark.parametrize("path", [path for path, _declared in DESK])
def test_the_desk_does_not_exist_for_a_resident_and_asks_others_to_sign_in(db, path):
    resident = signed_in(UserFactory())
    assert (resident.get(path).status_code, resident.post(path).status_code) == (404, 404)
    half = Client()
    half.cookies["raccord"] = session_of(a_member_of_staff(*STAFF_ROLES), verified=False).session_key
    assert "second-factor" in half.get(path)["Location"]
    assert "sign-in" in Client().get(path)["Location"]


def test_who_works_at_the_desk_begins_there(db):
    client, member = Client(), a_member_of_staff(Role.CONTACT_CENTRE)
    app = TOTPDevice.objects.create(user=member, name="app")
    sign_in(client, member.email)
    assert client.post(SECOND, {"code": app_code(app)}).headers["Location"] == "/fr/desk/"
    assert client.get(SIGN_IN).headers["Location"] == "/fr/desk/"


def test_the_menu_leads_where_the_role_may_go(db):
    page = signed_in(a_member_of_staff(Role.MESSAGING_OPERATOR)).get("/fr/desk/")
    shown = {link.url for link in page.context["links"]}
    assert shown == {"/fr/desk/messages/"}
    assert {entry.view for entry in entries()} >= {"ean_delivery:desk", "correspondence:campaigns"}


def test_a_menu_entry_names_the_right_of_its_page():
    rights = {declared.right for _path, declared in DESK}
    assert {entry.right for entry in entries()} <= rights


def test_messages_show_state_and_cost_and_hide_whom_they_are_for(db):
    to = Recipient(language="fr", mobile="+32470123456", subject="3f1e")
    enqueue(
        template="second_factor.sms",
        to=to,
        context={"code": "123456", "minutes": 10},
        key="x:1",
        now=timezone.now(),
    )
    Message.objects.update(cost=Decimal("0.0750"), currency="EUR")
    client = signed_in(a_member_of_staff(Role.MESSAGING_OPERATOR))
    text = client.get("/fr/desk/messages/?channel=sms").content.decode()
    assert "0,0750 EUR" in text
    assert "Code de connexion" in text
    assert "56" in text
    for hidden in ("470123456", "470 12", "123456", "3f1e", "second_factor"):
        assert hidden not in text
    assert "EUR" not in client.get("/fr/desk/messages/?channel=letter").content.decode()


def test_a_manager_gives_reviews_and_takes_a_role_by_the_pages(db):
    client = signed_in(a_member_of_staff(Role.STAFF_MANAGER))
    new = {"name": "Lies Maes", "email": "lies@example.org", "language": "nl", "role": "back_office"}
    page = client.post("/fr/desk/staff/", new)
    path = page["Location"]
    assert "Lies Maes" in client.get(path).content.decode()
    Membership.objects.filter(user__email="lies@example.org").update(reviewed_by="?")
    client.post(path, {"role": "back_office", "act": "review"})
    assert Membership.objects.get(role="back_office").reviewed_by not in ("", "?")
    client.post(path, {"role": "back_office", "act": "take"})
    assert Membership.objects.get(role="back_office").ended_at
    assert client.post("/fr/desk/staff/", {**new, "email": "lies@"}).context["form"].errors["email"]


def test_a_manager_sees_own_roles_and_changes_none(db):
    manager = a_member_of_staff(Role.STAFF_MANAGER)
    client, path = signed_in(manager), f"/fr/desk/staff/{manager.public_id}/"
    assert 'name="act"' not in client.get(path).content.decode()
    client.post(path, {"role": "staff_manager", "act": "take"})
    client.post(path, {"role": "staff_manager", "act": "leave"})
    assert client.get(path).status_code == 200
    assert Membership.objects.get().ended_at is None
