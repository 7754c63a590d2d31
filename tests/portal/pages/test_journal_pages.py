"""The pages of the journal: filters, files, and "I do not recognise this" (R14, R16)."""

import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone, translation
from openpyxl import load_workbook

from portal.access.actor import Actor, ActorKind
from portal.access.journal import lines
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.models import Event
from portal.audit.operations import record
from portal.cases.models import Case
from portal.cases.operations import finish, take_in_hand
from portal.cases.states import CaseState
from portal.identity.http import VERIFIED_AT
from portal.pages.journal.queries import ORGANISATIONS, OTHERS, Choice, lines_about
from tests.factories import OccupancyFactory, OrganisationFactory, UserFactory
from tests.journeys.people import session_of

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 15, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def home():
    return OccupancyFactory(customer__user=UserFactory())


@pytest.fixture
def company():
    return OrganisationFactory(name="=Éco-Conseil SRL")


@pytest.fixture
def client(home) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(home.customer.user).session_key
    return client


def resident_of(home) -> Actor:
    user = home.customer.user
    return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)


def member_of(company) -> Actor:
    return Actor(ActorKind.MEMBER, id="m", organisation=str(company.public_id), role="member")


def look(home, actor, *, at=JUNE, kinds=(DataKind.HISTORY,), basis=LegalBasis.MANDATE, purpose="") -> None:
    record(
        code="disclosure",
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        organisation=actor.organisation,
        role=actor.role,
        subject=str(home.customer.public_id),
        access_point_id=home.access_point_id,
        kinds=list(kinds),
        basis=basis,
        purpose=purpose,
        channel="page",
    )


def read(occupancy, **choice) -> list[str]:
    resident = resident_of(occupancy)
    found = lines(lines_about(resident, Choice(**choice)), reader=resident.id)
    return [str(line.who) for line in found]


def the_line(home):
    (line,) = lines(lines_about(resident_of(home), Choice(who=OTHERS)), reader=resident_of(home).id)
    return line


def path_of(line) -> str:
    return f"/en/access-log/{line.day.isoformat()}/{line.key}/"


def test_filter_by_who_takes_words_and_organisations(home, company):
    office = OrganisationFactory(kind="welfare_office", municipality="92094", name="CPAS de Namur")
    for actor in (
        member_of(company),
        member_of(office),
        resident_of(home),
        Actor(ActorKind.STAFF, role="back_office"),
    ):
        look(home, actor)
    assert len(read(home)) == 4
    assert set(read(home, who=ORGANISATIONS)) == {"=Éco-Conseil SRL", "CPAS de Namur"}
    assert read(home, who=str(office.public_id)) == ["CPAS de Namur"]
    assert read(home, who="me") == ["You"]
    assert read(home, who="operator") == ["Our staff"]
    assert len(read(home, who=OTHERS)) == 3


def test_resident_who_looks_for_an_organisation_is_listed_as_the_organisation(home, company):
    actor = Actor(ActorKind.MEMBER, id=resident_of(home).id, organisation=str(company.public_id))
    look(home, actor)
    assert read(home, who=OTHERS) == ["=Éco-Conseil SRL"]
    assert not the_line(home).own


def test_staff_are_listed_with_their_role(home):
    look(home, Actor(ActorKind.STAFF, id="s", role="back_office, contact_centre"))
    assert [str(role) for role in the_line(home).roles] == ["back office", "contact centre"]


def test_filter_by_kind_home_and_days(home, company):
    other = OccupancyFactory(customer=home.customer)
    look(home, member_of(company))
    look(other, member_of(company), kinds=[DataKind.TECHNICAL])
    look(home, member_of(company), at=datetime(2026, 6, 14, 21, 59, tzinfo=UTC), kinds=[DataKind.INDEX])
    assert len(read(home, kind=DataKind.TECHNICAL)) == 1
    assert len(read(home, home=str(home.access_point.public_id))) == 2
    assert len(read(home, first=date(2026, 6, 15))) == 2
    assert len(read(home, last=date(2026, 6, 14))) == 1


def test_page_filters_by_its_address(client, home, company):
    look(home, member_of(company), purpose="advice")
    look(home, Actor(ActorKind.STAFF, role="back_office"), purpose="a call")
    page = client.get(f"/en/access-log/?who={company.public_id}").content.decode()
    assert "Reason given: advice" in page
    assert "a call" not in page


def test_bad_filter_says_what_to_do_and_shows_all(client, home, company):
    look(home, member_of(company), purpose="advice")
    page = client.get("/en/access-log/?first=2026-06-20&last=2026-06-01&who=nobody").content.decode()
    assert page.count("Enter a last day that is not before the first.") == 2
    assert page.count("Choose one from the list.") == 2
    assert "Reason given: advice" in page


def test_a_filter_names_organisations_and_homes_of_the_own_journal_only(client, company):
    stranger = OccupancyFactory(customer__user=UserFactory(), access_point__street="Rue Ailleurs")
    look(stranger, member_of(company))
    page = client.get("/en/access-log/").content.decode()
    assert "Éco-Conseil" not in page
    assert "Rue Ailleurs" not in page


def test_page_takes_a_bounded_number_of_queries(client, home, django_assert_max_num_queries):
    for number in range(25):
        look(home, member_of(OrganisationFactory()), purpose=f"reason {number}")
    client.get("/en/access-log/")
    with django_assert_max_num_queries(17):
        page = client.get("/en/access-log/").content.decode()
    assert page.count("I do not recognise this") == 25


@pytest.mark.parametrize("query", ["first=0001-01-01", "last=9999-12-31", "first=x&home=%00&kind=no&page=-1"])
def test_any_filter_gets_a_page(client, home, company, query):
    look(home, member_of(company), purpose="advice")
    assert "Reason given: advice" in client.get(f"/en/access-log/?{query}").content.decode()


def test_own_lines_and_unknown_lines_cannot_be_asked_about(client, home, company):
    look(home, resident_of(home))
    (own,) = lines(lines_about(resident_of(home)), reader=resident_of(home).id)
    page = client.get("/en/access-log/").content.decode()
    assert "I do not recognise this" not in page
    for path in (
        path_of(own),
        "/en/access-log/2026-06-15/abc/",
        "/en/access-log/no-day/abc/",
        "/en/access-log/9999-12-31/abc/",
    ):
        assert client.get(path).status_code == 404


def test_line_of_somebody_else_is_not_found(client, company):
    stranger = OccupancyFactory(customer__user=UserFactory())
    look(stranger, member_of(company))
    assert client.get(path_of(the_line(stranger))).status_code == 404
    assert client.post(path_of(the_line(stranger)), {"words": "mine"}).status_code == 404
    assert Case.objects.count() == 0


def test_question_opens_one_case_that_names_the_line_and_says_what_happens_next(client, home, company):
    look(home, member_of(company), purpose="advice")
    path = path_of(the_line(home))
    assert "Reason given: advice" in client.get(path).content.decode()
    page = client.post(path, {"words": "I do not know them"}, follow=True).content.decode()
    case = Case.objects.get()
    assert (case.subject, case.access_point_id) == (str(home.customer.public_id), home.access_point_id)
    assert (case.organisation, case.person) == (str(company.public_id), "m")
    assert (case.since, case.until) == (
        datetime(2026, 6, 14, 22, tzinfo=UTC),
        datetime(2026, 6, 15, 22, tzinfo=UTC),
    )
    for words in ("We look into it", "by", "I do not know them", "Reason given: advice"):
        assert words in page
    client.post(path, {"words": "again"})
    assert Case.objects.count() == 1
    assert "Your question about this line" in client.get("/en/access-log/").content.decode()


def test_more_of_the_same_on_that_day_leaves_the_question_at_its_line(client, home, company):
    look(home, member_of(company))
    client.post(path_of(the_line(home)), {"words": ""})
    look(home, member_of(company), at=JUNE.replace(hour=12))
    page = client.get("/en/access-log/?who=others").content.decode()
    assert "Your question about this line" in page
    assert "2 times" in client.get(f"/en/access-log/questions/{Case.objects.get().public_id}/").content.decode()


def test_answer_is_read_where_the_question_was_asked_and_by_nobody_else(client, home, company):
    look(home, member_of(company))
    client.post(path_of(the_line(home)), {"words": "who?"})
    case = Case.objects.get()
    officer = UserFactory()
    handler = Actor(ActorKind.STAFF, id=str(officer.public_id), user_id=officer.pk, role="data_protection_officer")
    take_in_hand(case=case, actor=handler, purpose="question", now=timezone.now())
    finish(case=case, actor=handler, answer="They hold <b>your</b> mandate.", now=timezone.now())
    path = f"/en/access-log/questions/{case.public_id}/"
    page = client.get(path).content.decode()
    assert "They hold &lt;b&gt;your&lt;/b&gt; mandate." in page
    assert case.state == CaseState.ANSWERED
    stranger = Client()
    stranger.cookies["raccord"] = session_of(UserFactory()).session_key
    assert stranger.get(path).status_code == 404


def test_csv_and_xlsx_hold_the_chosen_lines_bear_their_class_and_no_formula(client, home, company):
    look(home, member_of(company), purpose="+cmd|calc")
    look(home, Actor(ActorKind.STAFF, role="back_office"), purpose="a call")
    path = f"/en/access-log/download/?who={company.public_id}"
    assert "the one line" in client.get(path).content.decode()
    csv = client.post(path, {"format": "csv"})
    assert csv["Content-Disposition"].endswith('-C4.csv"')
    heading, row = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()
    assert heading.startswith("Day;Last time;Times;Who;")
    assert "'=Éco-Conseil SRL" in row
    assert "'+cmd|calc" in row
    xlsx = client.post(path, {"format": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(xlsx.streaming_content)))
    assert book.properties.category == "C4"
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in book.worksheets[0][2]][3] == "=Éco-Conseil SRL"


def test_download_stands_in_the_journal_and_takes_a_fresh_second_factor(client, home):
    look(home, Actor(ActorKind.SYSTEM))
    client.post("/en/access-log/download/", {"format": "csv"})
    assert Event.objects.get(code="journal_exported").subject == str(home.customer.public_id)
    stale = session_of(home.customer.user)
    stale[VERIFIED_AT] -= 3600
    stale.save()
    client.cookies["raccord"] = stale.session_key
    assert "step-up" in client.get("/en/access-log/download/")["Location"]
