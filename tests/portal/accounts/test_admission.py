"""Organisations: proposed by one of the staff, admitted by another one, closed (R15)."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from portal.accounts import queries
from portal.accounts.models import Membership, Organisation, OrganisationKind
from portal.accounts.operations import UnableToChangeRole
from portal.accounts.operations.organisations import (
    UnableToDecide,
    UnableToPropose,
    admit,
    close,
    invite_administrator,
    propose,
    propose_administrator,
    reject,
)
from portal.accounts.roles import Role
from portal.accounts.signals import organisation_closed
from portal.audit.models import Event
from portal.identity.models import User
from portal.messaging.models import Message
from tests.factories import OrganisationFactory, UserFactory, a_member, a_member_of_staff
from tests.journeys.people import client_of

NOW = timezone.now()
FORM = {
    "kind": "third_party",
    "name": "Conseil Énergie Meuse",
    "enterprise_number": "BE 0428.759.497",
    "gln": "",
    "municipality": "",
    "operator": "",
    "language": "fr",
    "email": "bureau@example.org",
    "administrator_name": "Louise Renard",
    "administrator_email": "Louise@Example.org",
}


@pytest.fixture
def elodie(db) -> User:
    return a_member_of_staff(Role.ORGANISATION_MANAGER)


@pytest.fixture
def colleague(db) -> User:
    return a_member_of_staff(Role.ORGANISATION_MANAGER)


def proposed(by: User, **told) -> Organisation:
    known = {"kind": OrganisationKind.THIRD_PARTY, "enterprise_number": "0428759497"}
    return propose(**FORM | known | told, by=by, now=NOW)


def test_what_one_proposes_another_admits_and_the_administrator_is_invited(elodie, colleague):
    organisation = proposed(elodie)
    assert (Message.objects.count(), User.objects.filter(email="louise@example.org").count()) == (0, 0)
    admit(organisation=organisation, by=colleague, now=NOW)
    membership = queries.memberships_of(User.objects.get(email="louise@example.org"), now=NOW).get()
    assert (membership.organisation, membership.role, membership.name) == (
        organisation,
        Role.ADMINISTRATOR,
        "Louise Renard",
    )
    organisation.refresh_from_db()
    assert (organisation.state, organisation.administrator_email) == ("admitted", "")
    assert Message.objects.get().template == "member_role.email"
    assert list(Event.objects.order_by("pk").values_list("code", "organisation")) == [
        (code, str(organisation.public_id))
        for code in ("organisation.proposed", "organisation.admitted", "membership.given")
    ]


@pytest.mark.parametrize("decision", [admit, reject])
def test_nobody_decides_on_the_own_proposal_and_nobody_twice(elodie, colleague, decision):
    organisation = proposed(elodie)
    with pytest.raises(UnableToDecide, match="own"):
        decision(organisation=organisation, by=elodie, now=NOW)
    decision(organisation=organisation, by=colleague, now=NOW)
    for again in (admit, reject):
        with pytest.raises(UnableToDecide, match="decided"):
            again(organisation=organisation, by=colleague, now=NOW)


def test_the_database_refuses_an_admission_by_the_proposer(elodie):
    organisation = proposed(elodie)
    with pytest.raises(IntegrityError, match="organisation_second_eyes"):
        Organisation.objects.filter(pk=organisation.pk).update(admitted_by=organisation.proposed_by)


def test_whoever_admits_or_proposes_does_not_run_it(elodie, colleague):
    with pytest.raises(UnableToPropose, match="own"):
        proposed(elodie, administrator_email=elodie.email.upper())
    organisation = proposed(elodie, administrator_email=colleague.email)
    with pytest.raises(UnableToChangeRole, match="own"):
        admit(organisation=organisation, by=colleague, now=NOW)
    assert Organisation.objects.get().state == "proposed"


def test_a_rejected_organisation_forgets_who_was_to_run_it_and_may_be_proposed_again(elodie, colleague):
    organisation = proposed(elodie)
    with pytest.raises(UnableToPropose, match="number_known"):
        proposed(colleague)
    reject(organisation=organisation, by=colleague, now=NOW)
    organisation.refresh_from_db()
    assert (organisation.state, organisation.administrator_name) == ("rejected", "")
    assert not Message.objects.exists()
    assert proposed(colleague).state == "proposed"


def test_the_members_of_an_organisation_that_is_not_admitted_act_for_nobody(elodie):
    organisation = proposed(elodie)
    member = a_member(organisation, Role.ADMINISTRATOR)
    assert client_of(member).get("/fr/organisation/").status_code == 404


def test_a_closed_organisation_is_gone_at_the_next_request_and_tells_the_rooms_above(elodie):
    organisation, told = OrganisationFactory(), []
    people = [client_of(a_member(organisation, role)) for role in (Role.ADMINISTRATOR, Role.READER)]
    assert [person.get("/fr/organisation/").status_code for person in people] == [200, 200]

    def listen(organisation: Organisation, **_: object) -> None:
        told.append((organisation.pk, organisation.state))

    organisation_closed.connect(listen)
    try:
        close(organisation=organisation, by=elodie, now=NOW)
    finally:
        organisation_closed.disconnect(listen)
    assert told == [(organisation.pk, "closed")]
    assert [person.get("/fr/organisation/").status_code for person in people] == [404, 404]
    assert not Membership.objects.filter(ended_at=None, organisation=organisation).exists()
    assert Message.objects.get().template == "organisation_closed.email"
    with pytest.raises(UnableToDecide, match="decided"):
        close(organisation=organisation, by=elodie, now=NOW)


def test_a_further_administrator_takes_two_of_the_staff_and_is_the_one_who_was_shown(elodie, colleague):
    organisation = OrganisationFactory()
    propose_administrator(organisation=organisation, name="Max", email="max@example.org", by=elodie, now=NOW)
    with pytest.raises(UnableToDecide, match="own"):
        invite_administrator(organisation=organisation, email="max@example.org", by=elodie, now=NOW)
    for other in ("other@example.org", ""):
        with pytest.raises(UnableToDecide, match="decided"):
            invite_administrator(organisation=organisation, email=other, by=colleague, now=NOW)
    invite_administrator(organisation=organisation, email="max@example.org", by=colleague, now=NOW)
    assert [member.name for member in queries.members(organisation, now=NOW)] == ["Max"]


def test_staff_propose_and_admit_by_the_pages(elodie, colleague):
    first, second = client_of(elodie), client_of(colleague)
    path = first.post("/fr/desk/organisations/new/", FORM)["Location"]
    organisation = Organisation.objects.get()
    assert (organisation.enterprise_number, organisation.kind) == ("0428759497", "third_party")
    assert 'value="admit"' not in first.get(path).content.decode()
    first.post(path, {"act": "admit"})
    assert Organisation.objects.get().state == "proposed"
    page = second.get(path).content.decode()
    assert "0428.759.497" in page
    assert 'value="admit"' in page
    assert "louise@example.org" in page
    assert second.get("/fr/desk/").context["to_admit"] == 1
    second.post(path, {"act": "admit"})
    assert Organisation.objects.get().state == "admitted"
    assert second.get("/fr/desk/organisations/").context["page"][0] == organisation


def test_staff_keep_the_last_administrator_when_nobody_else_can(elodie):
    organisation = OrganisationFactory()
    a_member(organisation, Role.ADMINISTRATOR)
    member = Membership.objects.get(organisation=organisation)
    Membership.objects.update(reviewed_at=NOW - queries.SOON * 5)
    path = f"/fr/desk/organisations/{organisation.public_id}/"
    client_of(elodie).post(path, {"act": "review", "member": str(member.public_id)})
    member.refresh_from_db()
    assert member.reviewed_by == str(elodie.public_id) or member.review_by < NOW + queries.SOON
    client_of(elodie).post(path, {"act": "review", "member": "not an id"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "operator"}, "kind"),
        ({"name": " "}, "name"),
        ({"enterprise_number": ""}, "enterprise_number"),
        ({"enterprise_number": "0428.759.498"}, "enterprise_number"),
        ({"enterprise_number": "0428"}, "enterprise_number"),
        ({"kind": "person"}, "enterprise_number"),
        ({"kind": "supplier"}, "gln"),
        ({"kind": "supplier", "gln": "5411234500012"}, "gln"),
        ({"kind": "supplier", "gln": "541"}, "gln"),
        ({"gln": "5411234500016"}, "gln"),
        ({"kind": "welfare_office"}, "municipality"),
        ({"kind": "welfare_office", "municipality": "11002"}, "municipality"),
        ({"municipality": "92094"}, "municipality"),
        ({"kind": "network_operator"}, "operator"),
        ({"kind": "network_operator", "operator": "aieg"}, "operator"),
        ({"operator": "ores"}, "operator"),
        ({"language": "es"}, "language"),
        ({"email": "bureau@"}, "email"),
        ({"administrator_name": ""}, "administrator_name"),
        ({"administrator_email": "louise"}, "administrator_email"),
        ({"administrator_email": "own"}, "administrator_email"),
    ],
)
def test_a_mistake_is_told_at_its_field(elodie, changes, field):
    if changes == {"administrator_email": "own"}:
        changes = {"administrator_email": elodie.email}
    page = client_of(elodie).post("/fr/desk/organisations/new/", FORM | changes)
    assert list(page.context["form"].errors) == [field]
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"kind": "person", "enterprise_number": ""}, {"kind": "third_party", "enterprise_number": ""}),
        ({"kind": "supplier", "gln": "541 1234 5000 16"}, {"kind": "supplier", "gln": "5411234500016"}),
        ({"kind": "welfare_office", "municipality": "92094"}, {"municipality": "92094"}),
        ({"kind": "network_operator", "operator": "swde"}, {"kind": "network_operator", "operator": "swde"}),
        ({"enterprise_number": "428759497"}, {"enterprise_number": "0428759497"}),
    ],
)
def test_each_kind_is_proposed_with_what_it_has(elodie, changes, kept):
    client_of(elodie).post("/fr/desk/organisations/new/", FORM | changes)
    organisation = Organisation.objects.get()
    assert {name: getattr(organisation, name) for name in kept} == kept


def test_a_number_that_is_admitted_already_is_told_at_the_field(elodie):
    OrganisationFactory(enterprise_number="0428759497")
    page = client_of(elodie).post("/fr/desk/organisations/new/", FORM)
    assert list(page.context["form"].errors) == ["enterprise_number"]


def test_an_operator_is_one_organisation_at_a_time(elodie):
    first = {"kind": "network_operator", "operator": "ores"}
    page = client_of(elodie)
    shown = page.post("/fr/desk/organisations/new/", FORM | first, follow=True).content.decode()
    assert "ORES" in shown
    again = page.post("/fr/desk/organisations/new/", FORM | first | {"enterprise_number": "0403170701"})
    assert list(again.context["form"].errors) == ["operator"]
    Organisation.objects.update(closed_at=NOW)
    page.post("/fr/desk/organisations/new/", FORM | first)
    assert Organisation.objects.filter(operator="ores", closed_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once():
    elodie = a_member_of_staff(Role.ORGANISATION_MANAGER)
    organisation, barrier, refused = proposed(elodie), Barrier(4), []
    others = [UserFactory() for _ in range(4)]

    def decide(act, by: User) -> None:
        barrier.wait()
        try:
            act(organisation=organisation, by=by, now=NOW)
        except UnableToDecide as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=decide, args=pair) for pair in zip([admit, reject] * 2, others, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["decided"] * 3
    assert Event.objects.filter(code__in=["organisation.admitted", "organisation.rejected"]).count() == 1
