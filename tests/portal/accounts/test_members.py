"""Members of organisations: an administrator invites, reviews, changes and removes others, never oneself (R15)."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts import queries, rules
from portal.accounts.models import REVIEW_WITHIN, Membership, Organisation
from portal.accounts.operations import (
    UnableToChangeRole,
    change_role,
    end_lapsed,
    give_role,
    invite,
    leave,
    review_role,
    take_role,
)
from portal.accounts.operations.reminders import warn_of_lapses
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.identity.models import User
from portal.identity.operations import block
from portal.messaging.models import Message
from tests.factories import OrganisationFactory, UserFactory, a_member
from tests.journeys.people import client_of

NOW = timezone.now()
MEMBERS = "/fr/organisation/members/"
INVITATION = {"name": "Max Weber", "email": "Max@Example.org", "role": "member"}


@pytest.fixture
def organisation(db) -> Organisation:
    return OrganisationFactory(language="de")


@pytest.fixture
def administrator(organisation) -> User:
    return a_member(organisation, Role.ADMINISTRATOR)


def of(user: User) -> Membership:
    return Membership.objects.select_related("user").get(user=user, ended_at=None)


def test_an_administrator_invites_by_the_page_and_an_account_is_opened(organisation, administrator):
    client_of(administrator).post(MEMBERS, INVITATION)
    new = User.objects.get(email="max@example.org")
    assert (new.name, new.language, new.has_usable_password()) == ("Max Weber", "de", False)
    assert of(new).role == Role.MEMBER
    message = Message.objects.get()
    assert (message.template, message.email, message.context) == ("member_role.email", new.email, {})
    event = Event.objects.get()
    assert (event.code, event.actor_kind, event.organisation) == (
        "membership.given",
        "member",
        str(organisation.public_id),
    )


def test_who_invites_somebody_with_an_account_learns_nothing_of_it(organisation, administrator):
    resident = UserFactory(name="Claire Delvaux", email="claire@example.org")
    client = client_of(administrator)
    client.post(MEMBERS, INVITATION | {"email": resident.email, "name": "C. D."})
    assert "Claire Delvaux" not in client.get(MEMBERS).content.decode()
    assert of(resident).name == "C. D."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "max@"}, "email"),
        ({"role": ""}, "role"),
        ({"role": "back_office"}, "role"),
    ],
)
def test_a_mistake_in_an_invitation_is_told_at_its_field(organisation, administrator, changes, field):
    page = client_of(administrator).post(MEMBERS, INVITATION | changes)
    assert list(page.context["form"].errors) == [field]
    assert Membership.objects.count() == 1


def test_who_is_there_or_blocked_or_oneself_is_not_invited(organisation, administrator):
    client, blocked = client_of(administrator), UserFactory()
    block(user=blocked, now=NOW)
    there = a_member(organisation)
    for email in (blocked.email, there.email, administrator.email):
        page = client.post(MEMBERS, INVITATION | {"email": email})
        assert list(page.context["form"].errors) == ["email"]


def test_invitations_are_limited_by_organisation(organisation, administrator, monkeypatch):
    monkeypatch.setattr("portal.accounts.operations.roles.INVITATIONS", rules.Limit("few", 1, timedelta(days=1)))
    client = client_of(administrator)
    client.post(MEMBERS, INVITATION)
    page = client.post(MEMBERS, INVITATION | {"email": "other@example.org"})
    assert page.context["form"].errors["email"]


def test_an_administrator_reviews_changes_and_removes_by_the_pages(organisation, administrator):
    member = a_member(organisation)
    client, path = client_of(administrator), f"{MEMBERS}{of(member).public_id}/"
    long_ago = NOW - timedelta(days=160)
    Membership.objects.filter(user=member).update(reviewed_at=long_ago)
    client.post(path, {"act": "review", "role": "member"})
    assert of(member).reviewed_at > long_ago
    client.post(path, {"act": "change", "role": "reader"})
    assert of(member).role == Role.READER
    there = client_of(member)
    assert there.get("/fr/organisation/").status_code == 200
    client.post(path, {"act": "remove", "role": "reader"})
    assert there.get("/fr/organisation/").status_code == 404
    assert client.get(path).status_code == 404
    codes = Event.objects.order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["membership.reviewed", "membership.changed", "membership.taken"]


def test_nobody_changes_the_own_role(organisation, administrator):
    a_member(organisation, Role.ADMINISTRATOR)
    told = {"user": administrator, "organisation": organisation, "by": administrator, "now": NOW}
    for act in (review_role, take_role):
        with pytest.raises(UnableToChangeRole, match="own"):
            act(**told, role=Role.ADMINISTRATOR)
    with pytest.raises(UnableToChangeRole, match="own"):
        change_role(**told, former=Role.ADMINISTRATOR, role=Role.READER)
    page = client_of(administrator).get(f"{MEMBERS}{of(administrator).public_id}/")
    assert 'name="act"' not in page.content.decode()


def test_the_last_administrator_stays(organisation, administrator):
    a_member(organisation)
    client, path = client_of(administrator), f"{MEMBERS}{of(administrator).public_id}/"
    for told in ({"act": "remove", "role": "administrator"}, {"act": "change", "role": "reader"}):
        page = client.post(path, told, follow=True)
        assert "seule personne" in page.content.decode()
        assert of(administrator).role == Role.ADMINISTRATOR


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one():
    organisation = OrganisationFactory()
    both, barrier, refused = [a_member(organisation, Role.ADMINISTRATOR) for _ in range(2)], Barrier(2), []

    def remove(user: User, by: User) -> None:
        barrier.wait()
        try:
            take_role(user=user, role=Role.ADMINISTRATOR, by=by, now=NOW, organisation=organisation)
        except UnableToChangeRole as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=remove, args=pair) for pair in (both, both[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last_administrator"]
    assert queries.members(organisation, now=NOW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_sent_twice_at_once_opens_one_account():
    organisation = OrganisationFactory()
    by, barrier, refused = a_member(organisation, Role.ADMINISTRATOR), Barrier(4), []

    def send() -> None:
        barrier.wait()
        told = {"email": "new@example.org", "name": "Anna Blum", "role": Role.READER}
        try:
            invite(**told, organisation=organisation, by=by, now=NOW)
        except UnableToChangeRole as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["held"] * 3
    assert not User.objects.get(email="new@example.org").has_usable_password()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.READER])
def test_only_administrators_see_the_members(organisation, administrator, role):
    member = client_of(a_member(organisation, role))
    assert member.get(MEMBERS).status_code == 403
    assert member.get(f"{MEMBERS}{of(administrator).public_id}/").status_code == 403
    assert MEMBERS not in member.get("/fr/organisation/").content.decode()


def test_the_members_of_another_organisation_do_not_exist(administrator):
    other = OrganisationFactory()
    stranger = a_member(other)
    path = f"{MEMBERS}{of(stranger).public_id}/"
    client = client_of(administrator)
    assert (client.get(path).status_code, client.post(path, {"act": "remove"}).status_code) == (404, 404)
    assert of(stranger)


def test_access_that_nobody_reviews_lapses_and_can_be_given_again(organisation, administrator):
    member = a_member(organisation)
    later = of(member).reviewed_at + REVIEW_WITHIN
    assert queries.memberships_of(member, now=later - timedelta(seconds=1)).exists()
    assert not queries.memberships_of(member, now=later).exists()
    review_role(user=member, role=Role.MEMBER, by=None, now=later, organisation=organisation)
    assert not queries.memberships_of(member, now=later).exists()
    assert end_lapsed(now=later) == 2
    assert Event.objects.filter(code="membership.lapsed").count() == 2
    give_role(user=member, role=Role.READER, by=None, now=later, organisation=organisation)
    assert queries.memberships_of(member, now=later).get().role == Role.READER


def test_administrators_are_warned_a_month_and_a_week_before_access_lapses_once_each(organisation):
    administrators = {a_member(organisation, Role.ADMINISTRATOR) for _ in range(2)}
    for _ in range(3):
        a_member(organisation)
    review_by = of(administrators.copy().pop()).review_by
    Membership.objects.filter(role=Role.ADMINISTRATOR).update(reviewed_at=NOW + timedelta(days=60))
    warned = {}
    for days in (31, 30, 29, 8, 7, 6, 1):
        for _ in range(2):
            warn_of_lapses(now=review_by - timedelta(days=days) + timedelta(minutes=1))
        warned[days] = Message.objects.count()
    assert warned == {31: 0, 30: 2, 29: 2, 8: 2, 7: 4, 6: 4, 1: 4}
    assert set(Message.objects.values_list("email", flat=True)) == {user.email for user in administrators}


def test_the_organisation_is_warned_where_no_administrator_is_left(organisation):
    member = a_member(organisation, Role.READER)
    warn_of_lapses(now=of(member).review_by - timedelta(days=3))
    assert Message.objects.get().email == organisation.email


def test_a_blocked_account_has_no_membership_that_counts(organisation, administrator):
    member, leaver = a_member(organisation), a_member(organisation)
    block(user=member, now=NOW)
    leave(user=leaver, by=None, now=NOW)
    assert [each.user for each in queries.members(organisation, now=NOW)] == [administrator]
    assert not Membership.objects.filter(user=leaver, ended_at=None).exists()


def test_an_invitation_to_two_organisations_holds_in_both(organisation, administrator):
    other = OrganisationFactory()
    boss = a_member(other, Role.ADMINISTRATOR)
    told = {"email": "max@example.org", "name": "Max", "now": NOW}
    invite(**told, organisation=organisation, role=Role.MEMBER, by=administrator)
    invite(**told, organisation=other, role=Role.READER, by=boss)
    max_ = User.objects.get(email="max@example.org")
    assert queries.memberships_of(max_, now=NOW).count() == 2
