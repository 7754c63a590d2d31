"""The pages of suppliers: the same bytes whatever runs, 404 for what is not theirs, traced files (R10)."""

import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.customers.models import Occupancy
from portal.identity.http import VERIFIED_AT
from portal.market.models import SupplyState
from tests.factories import UserFactory, a_member, an_ean
from tests.journeys.people import session_of
from tests.portal.market.lines import EAN, MOSANE, STROOM, event, take_in
from tests.portal.suppliers.supply import a_supplied_home, a_supplier, ago

pytestmark = pytest.mark.django_db

RUNNING = {
    "prepayment": [event("p", "prepayment", ago(30), active=True)],
    "drop that is announced": [event("d", "drop", ago(-20), supplier=MOSANE)],
    "end that is announced": [event("e", "end_of_contract", ago(-3), supplier=MOSANE)],
    "switch that is announced": [event("s", "supplier_switch", ago(-9), supplier=STROOM)],
    "to be checked, as the customer is said to leave": [
        event("l", "initiate_leaving_customer", ago(8), customer={"id": "claire"})
    ],
    "all of them": [
        event("p", "prepayment", ago(30), active=True),
        event("l", "initiate_leaving_customer", ago(8), customer={"id": "claire"}),
        event("d", "drop", ago(-20), supplier=MOSANE),
    ],
}


def client_for(organisation: Organisation, role: Role = Role.READER) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(a_member(organisation, role)).session_key
    return client


def answer(client: Client, path: str) -> tuple[str, int]:
    """The page without its form token, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return page, len(queries)


def normal(page: str, home) -> str:
    """Without what names the access point."""
    for named in (str(home.public_id), home.ean, home.meters.get().number):
        page = page.replace(named, "x")
    return re.sub(r"[\d\xa0 ]{18,}", "x", page)


@pytest.mark.parametrize("running", RUNNING)
@pytest.mark.parametrize("page", ["", "{home}/", "download/"])
def test_answer_is_the_same_byte_for_byte_with_and_without(running, page):
    home, client = a_supplied_home(), client_for(a_supplier())
    path = f"/fr/supplier/{page.format(home=home.public_id)}"
    answer(client, path)
    before = answer(client, path)
    take_in(*RUNNING[running], now=timezone.now())
    assert SupplyState.objects.exclude(prepayment_since=None, to_be_checked_since=None).exists() or (
        home.contracts.exclude(end=None).exists()
    )
    assert answer(client, path) == before


def test_two_access_points_answer_alike_whatever_runs_on_one_of_them():
    plain, troubled = a_supplied_home(), a_supplied_home(an_ean(2), number="1SAG1100000002")
    take_in(event("p", "prepayment", ago(30), an_ean(2), active=True), now=timezone.now())
    take_in(
        event("l", "initiate_leaving_customer", ago(8), an_ean(2), customer={"id": "claire"}), now=timezone.now()
    )
    assert Occupancy.objects.get(access_point=troubled).end is not None
    client = client_for(a_supplier())
    client.get(f"/fr/supplier/{plain.public_id}/")
    (one, count), (other, other_count) = (
        answer(client, f"/fr/supplier/{home.public_id}/") for home in (plain, troubled)
    )
    assert normal(one, plain) == normal(other, troubled)
    assert count == other_count


def test_file_is_the_same_with_and_without():
    a_supplied_home()
    client = client_for(a_supplier())

    def file() -> bytes:
        return b"".join(client.post("/fr/supplier/download/", {"format": "csv"}).streaming_content)

    before = file()
    take_in(*RUNNING["all of them"], now=timezone.now())
    assert file() == before
    assert EAN in before.decode()


def test_whatever_is_not_theirs_answers_as_what_does_not_exist():
    home = a_supplied_home()
    client = client_for(a_supplier(STROOM))
    unknown = client.get("/fr/supplier/00000000-0000-0000-0000-000000000007/")
    other = client.get(f"/fr/supplier/{home.public_id}/")
    assert (unknown.status_code, other.status_code) == (404, 404)
    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    of_other = other.content.replace(str(home.public_id).encode(), b"00000000-0000-0000-0000-000000000007")
    assert token.sub(b"", of_other) == token.sub(b"", unknown.content)


def test_access_point_is_gone_for_the_pages_on_the_day_its_contract_ends():
    home, client = a_supplied_home(), client_for(a_supplier())
    take_in(event("d", "drop", ago(0), supplier=MOSANE), now=timezone.now())
    assert client.get(f"/fr/supplier/{home.public_id}/").status_code == 404
    assert home.address not in client.get("/fr/supplier/").content.decode()


def test_search_by_ean_leads_to_the_page_and_keeps_the_number_out_of_the_address():
    home, client = a_supplied_home(), client_for(a_supplier())
    response = client.post("/en/supplier/", {"ean": f" {home.ean[:9]} {home.ean[9:]} "})
    assert response["Location"] == f"/en/supplier/{home.public_id}/"


def test_search_says_the_same_of_an_unknown_number_and_of_another_suppliers():
    home, client = a_supplied_home(), client_for(a_supplier(STROOM))
    words = "Check the EAN number: you supply no access point with it today."
    for number in (home.ean, an_ean(99)):
        assert client.post("/en/supplier/", {"ean": number}).content.decode().count(words) == 2
    assert (
        "at least one digit is wrong"
        in client.post("/en/supplier/", {"ean": "541449012700000010"}).content.decode()
    )


def test_list_traces_each_access_point_that_it_shows():
    home = a_supplied_home()
    a_supplied_home(an_ean(2), number="1SAG1100000002")
    client_for(a_supplier()).get("/en/supplier/")
    lines = Event.objects.filter(code="disclosure", channel="page")
    assert lines.count() == 2
    assert lines.get(access_point_id=home.pk).subject == str(home.occupancies.get().customer.public_id)


def test_list_takes_a_number_of_queries_that_does_not_grow(django_assert_max_num_queries):
    client = client_for(a_supplier())
    a_supplied_home()
    client.get("/en/supplier/")
    _page, one = answer(client, "/en/supplier/")
    for number in range(2, 12):
        a_supplied_home(an_ean(number), number=f"1SAG11000000{number:02d}")
    page, many = answer(client, "/en/supplier/")
    assert many == one
    assert "11 access points" in page


def test_files_hold_meters_bear_their_class_and_trace_each_access_point():
    home, client = a_supplied_home(), client_for(a_supplier())
    response = client.post("/en/supplier/download/", {"format": "xlsx"})
    assert response["Content-Disposition"].endswith('-C3.xlsx"')
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.properties.category == "C3"
    assert [cell.value for cell in book.worksheets[0][2]][:2] == [home.ean, "electricity"]
    assert "1SAG1100000001" in [cell.value for cell in book.worksheets[0][2]]
    line = Event.objects.get(code="disclosure", channel="file")
    assert (line.access_point_id, line.kinds, line.basis) == (home.pk, ["technical"], "supply_contract")


def test_download_takes_a_fresh_second_factor():
    user = a_member(a_supplier(), Role.READER)
    session = session_of(user)
    session[VERIFIED_AT] -= 3600
    session.save()
    client = Client()
    client.cookies["raccord"] = session.session_key
    for response in (
        client.get("/en/supplier/download/"),
        client.post("/en/supplier/download/", {"format": "csv"}),
    ):
        assert "step-up" in response["Location"]


def test_resident_finds_the_supplier_in_the_journal_by_name():
    home = a_supplied_home()
    user = UserFactory()
    customer = home.occupancies.get().customer
    customer.user = user
    customer.save()
    client_for(a_supplier()).get(f"/en/supplier/{home.public_id}/")
    resident = Client()
    resident.cookies["raccord"] = session_of(user).session_key
    page = resident.get("/en/access-log/").content.decode()
    for words in ("Énergie Mosane", "Supply contract", "meter and connection", "name and contact"):
        assert words in page
