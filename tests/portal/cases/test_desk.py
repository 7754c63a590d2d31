"""The desk of the data protection officer: nothing personal before a reason, one screen, an answer."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from portal.access.actor import Actor, ActorKind
from portal.access.kinds import DataKind, LegalBasis
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.audit.operations import record
from portal.cases.models import Case
from portal.cases.operations import open_case
from portal.cases.states import Alert, CaseKind, CaseState
from tests.factories import OccupancyFactory, OrganisationFactory, UserFactory, a_member, a_member_of_staff
from tests.journeys.people import session_of

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 25, 8, tzinfo=UTC)


def signed_in(user) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(user).session_key
    return client


@pytest.fixture
def officer():
    return a_member_of_staff(Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def home():
    return OccupancyFactory(customer__user=UserFactory(), customer__name="Claire Delvaux")


@pytest.fixture
def company():
    return OrganisationFactory(name="Éco-Conseil SRL")


def a_look(home, company, *, user=None, at=MORNING, purpose="advice on heating") -> Actor:
    user = user or a_member(company, name="Rémi Lambert")
    actor = Actor(ActorKind.MEMBER, id=str(user.public_id), organisation=str(company.public_id), role="member")
    record(
        code="disclosure",
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        organisation=actor.organisation,
        role=actor.role,
        subject=str(home.customer.public_id),
        access_point_id=home.access_point_id,
        kinds=[DataKind.HISTORY],
        granularity="day",
        basis=LegalBasis.MANDATE,
        purpose=purpose,
        channel="page",
    )
    return actor


def a_case(home, company, person: str) -> Case:
    return open_case(
        key="line",
        kind=CaseKind.NOT_RECOGNISED,
        subject=str(home.customer.public_id),
        access_point_id=home.access_point_id,
        organisation=str(company.public_id),
        person=person,
        since=MORNING.replace(hour=0),
        until=MORNING.replace(hour=23),
        line="x",
        detail={"day": "2026-11-25"},
        words="I never signed anything with them",
        now=timezone.now(),
    )


def test_list_shows_kind_and_deadline_and_nobody(officer, home, company):
    a_case(home, company, "someone")
    page = signed_in(officer).get("/en/desk/cases/").content.decode()
    assert "Line not recognised by a resident" in page
    assert "Answer by" in page
    assert "Claire" not in page
    assert "Éco-Conseil" not in page


def test_nothing_personal_shows_before_a_reason_is_given(officer, home, company):
    case = a_case(home, company, a_look(home, company).id)
    client, path = signed_in(officer), f"/en/desk/cases/{case.public_id}/"
    before = client.get(path).content.decode()
    for word in ("Claire", "never signed", "Éco-Conseil", "Rémi", home.access_point.street):
        assert word not in before
    client.post(path, {"purpose": "question of a resident"})
    after = client.get(path).content.decode()
    for word in ("Claire Delvaux", "never signed", "Éco-Conseil SRL", "Rémi Lambert", "advice on heating"):
        assert word in after
    assert Event.objects.get(code="case_in_hand").purpose == "question of a resident"


def test_a_reason_is_asked_for_at_its_field(officer, home, company):
    case = a_case(home, company, "someone")
    page = signed_in(officer).post(f"/en/desk/cases/{case.public_id}/", {"purpose": " "}).content.decode()
    assert page.count("Enter why you open this case") == 2
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_screen_shows_the_lines_of_that_day_by_that_person_and_no_others(officer, home, company):
    person = a_look(home, company, purpose="the one in question")
    a_look(home, company, purpose="by somebody else")
    a_look(home, company, user=UserFactory(), at=MORNING.replace(day=24), purpose="the day before")
    case = a_case(home, company, person.id)
    client, path = signed_in(officer), f"/en/desk/cases/{case.public_id}/"
    client.post(path, {"purpose": "question"})
    page = client.get(path).content.decode()
    assert "the one in question" in page
    assert "by somebody else" not in page
    assert "the day before" not in page


def test_answer_ends_the_case_and_stays_readable_for_its_handler(officer, home, company):
    case = a_case(home, company, "someone")
    client, path = signed_in(officer), f"/en/desk/cases/{case.public_id}/"
    client.post(path, {"purpose": "question"})
    assert "Enter the answer to the customer" in client.post(path, {"answer": ""}).content.decode()
    client.post(path, {"answer": "Your brother signed for the building."})
    assert "Your brother signed" in client.get(path).content.decode()
    other = signed_in(a_member_of_staff(Role.DATA_PROTECTION_OFFICER)).get(path).content.decode()
    assert "Your brother signed" not in other
    assert "Claire" not in other


def test_officer_cannot_handle_a_question_about_what_the_officer_looked_at(officer, home, company):
    case = a_case(home, company, str(officer.public_id))
    client, path = signed_in(officer), f"/en/desk/cases/{case.public_id}/"
    assert "about yourself" in client.get(path).content.decode()
    client.post(path, {"purpose": "let me see"})
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_alert_shows_what_stands_out_and_no_home(officer, home, company):
    person = a_look(home, company, purpose="file 2026/7")
    case = open_case(
        key="many",
        kind=CaseKind.LOOK_UP_ALERT,
        organisation=str(company.public_id),
        person=person.id,
        since=MORNING.replace(hour=0),
        until=MORNING.replace(hour=23),
        detail={"alert": Alert.MANY_LOOK_UPS, "count": 51},
        now=timezone.now(),
    )
    client, path = signed_in(officer), f"/en/desk/cases/{case.public_id}/"
    client.post(path, {"purpose": "alert"})
    page = client.get(path).content.decode()
    assert "Many look-ups by one person on one day: 51" in page
    assert "file 2026/7" in page
    assert home.access_point.street not in page


def test_screen_takes_a_bounded_number_of_queries(officer, home, company, django_assert_max_num_queries):
    person = a_look(home, company)
    for hour in range(1, 20):
        a_look(home, company, user=UserFactory(), at=MORNING.replace(hour=hour))
    case = a_case(home, company, "")
    Case.objects.filter(pk=case.pk).update(handler=str(officer.public_id), state=CaseState.IN_HAND, purpose="x")
    client = signed_in(officer)
    with django_assert_max_num_queries(15):
        page = client.get(f"/en/desk/cases/{case.public_id}/").content.decode()
    assert page.count("advice on heating") == 20
    assert person.organisation == str(company.public_id)
