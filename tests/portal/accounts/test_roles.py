"""Roles: who gives, reviews and takes them, when they lapse, and what a leaver still reaches (R15)."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.accounts import queries
from portal.accounts.models import REVIEW_WITHIN, Membership
from portal.accounts.operations import (
    UnableToBlockLeavers,
    UnableToChangeRole,
    block_leavers,
    employ,
    end_lapsed,
    give_role,
    leave,
    review_role,
    take_role,
)
from portal.accounts.roles import RIGHTS, House, Role, rights_in
from portal.audit.models import Event
from portal.identity.models import Session, User
from portal.messaging.models import Message
from portal.ui.guards import Right
from tests.factories import UserFactory, a_member_of_staff
from tests.journeys.people import session_of

NOW = timezone.now()


def at_desk(user: User) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(user).session_key
    return client


def test_every_right_is_held_by_a_role_and_the_desk_opens_to_the_operators_roles_alone():
    assert frozenset().union(*map(rights_in, House)) == frozenset(Right)
    assert all(Right.DESK in rights for rights in RIGHTS[House.OPERATOR].values())
    assert not any(Right.DESK in rights_in(house) for house in House if house is not House.OPERATOR)
    assert {role for house in RIGHTS.values() for role in house} == set(Role)


def test_a_role_is_given_with_a_word_to_its_holder_and_a_trace(db):
    manager = a_member_of_staff(Role.STAFF_MANAGER)
    new = employ(
        email="Ines@Example.org", name="Inès", language="nl", role=Role.CONTACT_CENTRE, by=manager, now=NOW
    )
    assert (new.email, new.has_usable_password()) == ("ines@example.org", False)
    assert queries.standing_of(new, now=NOW).rights == RIGHTS[House.OPERATOR][Role.CONTACT_CENTRE]
    assert Message.objects.get().template == "staff_role.email"
    event = Event.objects.get()
    assert (event.code, event.actor_id, event.subject) == (
        "staff_role.given",
        str(manager.public_id),
        str(new.public_id),
    )
    with pytest.raises(UnableToChangeRole, match="held"):
        give_role(user=new, role=Role.CONTACT_CENTRE, by=manager, now=NOW)


@pytest.mark.parametrize("act", [give_role, review_role, take_role])
def test_nobody_changes_the_own_roles(db, act):
    manager = a_member_of_staff(Role.STAFF_MANAGER)
    with pytest.raises(UnableToChangeRole, match="own"):
        act(user=manager, role=Role.STAFF_MANAGER, by=manager, now=NOW)
    assert queries.standing_of(manager, now=NOW).roles == {Role.STAFF_MANAGER}


def test_a_role_lapses_after_six_months_without_review_and_no_review_wakes_it(db):
    member = a_member_of_staff(Role.BACK_OFFICE)
    given = Membership.objects.get().reviewed_at
    review_role(user=member, role=Role.BACK_OFFICE, by=None, now=given + timedelta(days=100))
    later = given + timedelta(days=100) + REVIEW_WITHIN
    assert queries.standing_of(member, now=later - timedelta(seconds=1)).roles
    assert queries.review_count(now=later - timedelta(days=1)) == 1
    assert not queries.standing_of(member, now=later).roles
    review_role(user=member, role=Role.BACK_OFFICE, by=None, now=later)
    assert not queries.standing_of(member, now=later).roles
    assert end_lapsed(now=later) == 1
    assert end_lapsed(now=later) == 0
    assert Event.objects.filter(code="staff_role.lapsed").count() == 1
    give_role(user=member, role=Role.BACK_OFFICE, by=None, now=later)
    assert queries.standing_of(member, now=later).roles == {Role.BACK_OFFICE}


def test_who_leaves_is_out_at_the_next_request(db):
    member = a_member_of_staff(Role.CONTACT_CENTRE)
    desk = at_desk(member)
    assert desk.get("/fr/desk/").status_code == 200
    leave(user=member, by=None, now=NOW)
    assert desk.get("/fr/desk/").status_code == 302
    assert not Session.objects.filter(user=member).exists()
    with pytest.raises(UnableToChangeRole, match="blocked"):
        give_role(user=member, role=Role.CONTACT_CENTRE, by=None, now=NOW)


def test_a_role_taken_is_gone_at_the_next_request_of_an_open_session(db):
    member = a_member_of_staff(Role.CONTACT_CENTRE, email="m@example.org")
    desk = at_desk(member)
    assert desk.get("/fr/desk/ean/").status_code == 200
    call_command("staff", "take", "m@example.org", "contact_centre")
    assert desk.get("/fr/desk/ean/").status_code == 404


def test_leavers_are_those_that_the_list_of_the_employed_does_not_name(db, tmp_path):
    here = a_member_of_staff(Role.CONTACT_CENTRE, email="here@example.org")
    gone = a_member_of_staff(Role.BACK_OFFICE, email="gone@example.org")
    resident = UserFactory()
    with pytest.raises(UnableToBlockLeavers):
        block_leavers(employed=["somebody@example.org"], now=NOW)
    employed = tmp_path / "employed.txt"
    employed.write_text("HERE@example.org\nother@example.org\n")
    call_command("staff", "leavers", str(employed))
    states = dict(User.objects.values_list("pk", "is_active"))
    assert (states[here.pk], states[gone.pk], states[resident.pk]) == (True, False, True)
    with pytest.raises(CommandError):
        call_command("staff", "leave", "nobody@example.org")


@pytest.mark.django_db(transaction=True)
def test_a_role_given_twice_at_once_is_held_once():
    member, barrier, refused = UserFactory(), Barrier(4), []

    def give() -> None:
        barrier.wait()
        try:
            give_role(user=member, role=Role.CONTACT_CENTRE, by=None, now=NOW)
        except UnableToChangeRole as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=give) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["held"] * 3
    assert Membership.objects.count() == Message.objects.count() == 1
