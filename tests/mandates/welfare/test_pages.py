"""The pages of an office: to whom they open, what they answer, and that nothing public speaks of them (R9)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from mandates.welfare.models import CaseLookUp
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.identity.models import User
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard
from tests.consumption.pages.homes import furnish
from tests.factories import OrganisationFactory, UserFactory, a_member, an_ean
from tests.journeys.people import session_of
from tests.mandates.welfare.office import MONS, a_home, an_office
from tests.matrix.doors import doors

pytestmark = pytest.mark.django_db

SEARCH, REPORT = "/en/welfare/", "/en/welfare/report/"
CASE = {"case_reference": "2026/0117", "reason": "prepayment"}


def client_of(user) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(user).session_key
    return client


@pytest.fixture
def claire(office):
    return a_member(office, name="Claire Renard")


@pytest.fixture
def client(claire) -> Client:
    return client_of(claire)


def ask(client: Client, home=None, **typed):
    named = {"ean": home.access_point.ean} if home is not None else {}
    return client.post(SEARCH, CASE | named | typed)


def without_what_differs(response) -> str:
    """The body without the token of the form and without what was typed."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r'(<input type="text"[^>]*?) value="[^"]*"', r"\1", body)


def test_a_look_up_leads_to_the_dossier(client, home):
    response = ask(client, home)
    assert response.status_code == 302
    dossier = client.get(response["Location"])
    assert dossier.status_code == 200
    assert home.access_point.address in dossier.content.decode()


def test_the_dossier_shows_neither_name_nor_ean_nor_contact(client, home):
    furnish(home.access_point, belgian_day(timezone.now()) - timedelta(days=40), belgian_day(timezone.now()))
    body = client.get(ask(client, home)["Location"]).content.decode()
    for secret in (home.customer.name, home.access_point.ean, home.access_point.ean_grouped, home.customer.email):
        assert secret not in body


def test_a_look_up_opens_the_dossier_and_not_the_pages_of_holders(client, home):
    ask(client, home)
    for more in ("", "explore/", "download/", "intervals.json"):
        assert client.get(f"/en/partner/consumption/{home.access_point.public_id}/{more}").status_code == 404
    assert not Event.objects.filter(code="disclosure").exists()


def test_addresses_of_pages_hold_no_number_and_no_name(client, home):
    location = ask(client, home)["Location"]
    made = CaseLookUp.objects.get()
    assert location == f"/en/welfare/dossier/{made.public_id}/"


def test_what_is_not_found_gets_one_same_answer(client):
    outside, vacant = a_home("Marc Lambert", municipality=MONS), a_home(end=belgian_day(timezone.now()))
    place = {"street": "Rue des Tanneurs", "house_number": "14", "postal_code": "5000"}
    answers = [
        ask(client, outside),
        ask(client, vacant),
        ask(client, ean=an_ean(987)),
        ask(client, meter_number=outside.access_point.meters.get().number),
        ask(client, meter_number="1SAG0000099999"),
        ask(client, name="Marc Lambert", **place),
        ask(client, name="Nobody", **place),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({without_what_differs(answer) for answer in answers}) == 1
    assert "No home in your municipality fits." in answers[0].content.decode()


def test_a_look_up_names_a_case_and_a_reason(client, home):
    for typed, error in (
        ({"case_reference": ""}, "Enter the reference of the case"),
        ({"reason": ""}, "Choose a reason"),
        ({"reason": "curiosity"}, "curiosity"),
        ({"case_reference": "Claire Dupont"}, "it has at least one digit, and is no name"),
        ({"case_reference": "85.07.30-033 28"}, "not the national number of a person"),
        ({"case_reference": home.access_point.ean}, "not the EAN number of a home"),
    ):
        assert error in ask(client, home, **typed).content.decode()
    assert not CaseLookUp.objects.exists()


def test_a_look_up_goes_one_way(client, home):
    assert "Enter an EAN number, a meter number, or a name and an address" in ask(client).content.decode()
    assert "Look one way only" in ask(client, home, meter_number="1SAG0000000001").content.decode()
    assert "Look one way only" in ask(client, home, name="Dupont").content.decode()
    body = ask(client, street="Rue de Fer").content.decode()
    assert body.count("Fill this in too") == 6, "name, number and postal code, above and at the field"
    assert not CaseLookUp.objects.exists()


def test_a_malformed_number_gets_its_own_error_and_is_no_look_up(client):
    assert "at least one digit is wrong" in ask(client, ean="541449012700000010").content.decode()
    assert not CaseLookUp.objects.exists()


def test_too_many_look_ups_answer_429(client, home, settings):
    settings.WELFARE_LOOK_UPS_A_DAY = 1
    ask(client, home)
    assert ask(client, home).status_code == 429


def test_without_redis_the_answer_is_503(client, home, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert ask(client, home).status_code == 503


def test_a_reader_gets_403_and_a_resident_another_house_and_a_stranger_do_not_find_the_pages(office, client, home):
    location = ask(client, home)["Location"]
    reader, resident = client_of(a_member(office, Role.READER)), client_of(UserFactory())
    third = client_of(a_member(OrganisationFactory()))
    for path in (SEARCH, location, f"{location}pdf/"):
        assert reader.get(path).status_code == 403
        assert resident.get(path).status_code == third.get(path).status_code == 404
        assert Client().get(path)["Location"].startswith("/en/sign-in/")


def test_the_dossier_of_a_colleague_of_another_office_and_of_nobody_are_one_404(office, client, home):
    location = ask(client, home)["Location"]
    for stranger in (a_member(office), a_member(an_office(MONS))):
        assert client_of(stranger).get(location).status_code == 404
    nobodys = location.replace(str(CaseLookUp.objects.get().public_id), "00000000-0000-0000-0000-000000000007")
    assert client.get(nobodys).status_code == 404


def test_a_dossier_of_yesterday_is_gone(client, home):
    location = ask(client, home)["Location"]
    yesterday = timezone.now() - timedelta(days=1)
    CaseLookUp.objects.update(day=belgian_day(yesterday), asked_at=yesterday)
    response = client.get(location)
    assert response.status_code == 404
    assert not Event.objects.filter(code="disclosure").exists()


def test_pages_stay_out_of_caches_and_of_search_engines(client, home):
    location = ask(client, home)["Location"]
    for path in (SEARCH, location, f"{location}pdf/"):
        response = client.get(path)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert Client().get(SEARCH)["X-Robots-Tag"] == "noindex, nofollow"
    assert "welfare" not in Client().get("/robots.txt").content.decode()


def test_a_page_that_writes_the_trace_is_never_opened_ahead(client, home):
    location = ask(client, home)["Location"]
    for path in (SEARCH, location):
        body = client.get(path).content.decode()
        assert "prefetch" not in body and "prerender" not in body and "speculationrules" not in body
        assert "hx-get" not in body
    assert client.post(location).status_code == 405


def test_no_public_page_speaks_of_the_office(office):
    office.name, office.email = "CPAS de Namur", "urgences@cpas-namur.example"
    office.save()
    for door in doors(get_resolver()):
        if door.declared.guard is Guard.PUBLIC and not door.parameters:
            body = Client().get(reverse(door.name), follow=True).content.decode()
            assert not re.search(r"welfare|CPAS|OCMW|ÖSHZ|cpas-namur", body), door.name


def test_the_journal_of_the_resident_names_the_office_and_the_reason(client, office):
    user = UserFactory(language="en")
    home = a_home(user=user)
    client.get(ask(client, home)["Location"])
    body = client_of(user).get("/en/access-log/").content.decode()
    assert "CPAS de Namur" in body
    assert "Prepayment meter" in body
    assert "welfare.prepayment" not in body
    assert "2026/0117" not in body, "the office's number may lead to somebody else's case"
    assert "Claire Renard" not in body


def test_the_head_reads_the_report_and_confirms_a_case(office, client, home):
    ask(client, home)
    made = CaseLookUp.objects.get()
    head = client_of(a_member(office, Role.ADMINISTRATOR, name="Nadine Collard"))
    body = head.get(REPORT).content.decode()
    for told in ("Claire Renard", "2026/0117", "Prepayment meter"):
        assert told in body
    for secret in (home.customer.name, home.access_point.street, home.access_point.ean):
        assert secret not in body
    assert head.post(REPORT, {"look_up": [made.public_id]}, follow=True).status_code == 200
    assert "Confirmed by Nadine Collard" in head.get(REPORT).content.decode()


def test_the_report_calls_people_as_the_office_does_and_not_by_their_own_account(office, claire, client, home):
    ask(client, home)
    made = CaseLookUp.objects.get()
    leader = a_member(office, Role.ADMINISTRATOR, name="Nadine Collard")
    head = client_of(leader)
    head.post(REPORT, {"look_up": [made.public_id]})
    User.objects.filter(pk__in=[claire.pk, leader.pk]).update(name="Somebody Private")
    body = head.get(REPORT).content.decode()
    assert body.count("Claire Renard") == 2 and "Confirmed by Nadine Collard" in body
    assert "Somebody Private" not in body


def test_a_report_of_another_month_and_a_month_that_is_none(office, client, home):
    ask(client, home)
    head = client_of(a_member(office, Role.ADMINISTRATOR))
    assert "Nobody of your office" in head.get(f"{REPORT}?month=2020-01").content.decode()
    assert "2026/0117" in head.get(f"{REPORT}?month=soon").content.decode()


def test_nothing_ticked_asks_for_a_tick(office, client, home):
    ask(client, home)
    head = client_of(a_member(office, Role.ADMINISTRATOR))
    assert "Tick the cases" in head.post(REPORT).content.decode()


def test_a_member_does_not_read_the_report(client):
    assert client.get(REPORT).status_code == 403
