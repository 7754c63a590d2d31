"""The pages of a holder: mandates, requests, lists, and nothing that tells of a customer who did not sign."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mandates.models import Mandate, RequestLine
from mandates.operations.asking import address_requests
from mandates.operations.ending import time_out
from mandates.states import MandateState
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.primitives.period import belgian_day
from tests.factories import OccupancyFactory, OrganisationFactory, a_member, an_ean
from tests.journeys.people import client_of
from tests.mandates.factories import a_mandate, a_request

pytestmark = pytest.mark.django_db

HELD, REQUESTS = "/en/partner/mandates/", "/en/partner/requests/"


@pytest.fixture
def holder() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def client(holder: Organisation) -> Client:
    return client_of(a_member(holder))


def typed(**changes: object) -> dict[str, object]:
    today = belgian_day(timezone.now())
    return {
        "kinds": ["history"],
        "granularity": "day",
        "data_start": (today - timedelta(days=365)).isoformat(),
        "data_last": "",
        "purpose": "Audit",
        "ends_on": (today + timedelta(days=365)).isoformat(),
        **changes,
    }


def without_ids(page: bytes) -> str:
    """The page without what differs from one request to the next: ids, tokens, the EAN."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.decode())
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", text)
    return re.sub(r"5414(?:\s|&nbsp;|\u00a0)?[\d\s\u00a0]{14,20}", "ean", text)


def test_a_request_is_made_and_listed(client: Client) -> None:
    home = OccupancyFactory()

    response = client.post(f"{REQUESTS}new/", typed(eans=home.access_point.ean, reference="D-17"))

    mandate = Mandate.objects.get()
    assert response["Location"] == f"{HELD}{mandate.public_id}/"
    assert (mandate.reference, mandate.state) == ("D-17", MandateState.REQUESTED)
    assert "D-17" in client.get(REQUESTS).content.decode()


@pytest.mark.parametrize("state", [MandateState.REVOKED, MandateState.TERMINATED, MandateState.EXPIRED])
def test_a_request_that_was_signed_and_ended_before_it_counted_stays_in_the_list(
    client: Client, holder: Organisation, state: MandateState
) -> None:
    a_mandate(OccupancyFactory(), holder=holder, state=state, begun_by="holder", reference="D-17")

    assert "D-17" in client.get(REQUESTS).content.decode()


def test_an_unknown_ean_and_an_empty_home_look_like_a_customer_who_does_not_answer(client: Client) -> None:
    home, empty = OccupancyFactory(), OccupancyFactory(end=belgian_day(timezone.now()) - timedelta(days=90))
    eans = [home.access_point.ean, empty.access_point.ean, an_ean(99_999)]

    def pages() -> list[str]:
        made = [Mandate.objects.get(points__ean=ean) for ean in eans]
        return [without_ids(client.get(f"{HELD}{mandate.public_id}/").content) for mandate in made]

    answers = [client.post(f"{REQUESTS}new/", typed(eans=ean), follow=True) for ean in eans]
    assert len({(answer.status_code, without_ids(answer.content)) for answer in answers}) == 1
    address_requests(now=timezone.now())
    assert len(set(pages())) == 1
    assert not Event.objects.filter(code="disclosure").exists()
    later = timezone.now() + timedelta(days=31)
    assert time_out(now=later) == 3
    assert len(set(pages())) == 1


def test_a_holder_does_not_see_what_the_customer_is_about_to_answer(client: Client, holder: Organisation) -> None:
    home = OccupancyFactory()
    client.post(f"{REQUESTS}new/", typed(eans=home.access_point.ean), follow=True)
    before = Mandate.objects.get()
    shown = without_ids(client.get(f"{HELD}{before.public_id}/").content)
    address_requests(now=timezone.now())
    Mandate.objects.update(granularity=1, data_start=belgian_day(timezone.now()))

    assert without_ids(client.get(f"{HELD}{before.public_id}/").content) == shown


def test_who_granted_shows_once_the_mandate_counts_and_each_look_is_traced(
    client: Client, holder: Organisation
) -> None:
    home = OccupancyFactory(customer__name="Claire Dupont")
    mandate = a_mandate(home, holder=holder)

    listed = client.get(HELD).content.decode()
    assert "Claire" not in listed and home.access_point.street not in listed
    page = client.get(f"{HELD}{mandate.public_id}/").content.decode()

    assert "Claire Dupont" in page and home.access_point.street in page
    event = Event.objects.get(code="disclosure")
    assert (event.subject, event.kinds, event.basis) == (str(home.customer.public_id), ["customer"], "mandate")
    assert event.organisation == str(holder.public_id)


def test_a_lapse_tells_the_holder_that_it_ended_and_not_why(client: Client, holder: Organisation) -> None:
    mandate = a_mandate(OccupancyFactory(), holder=holder)
    Mandate.objects.filter(pk=mandate.pk).update(state=MandateState.LAPSED)

    page = client.get(f"{HELD}{mandate.public_id}/").content.decode()

    assert re.search(r'class="tag">\s*Ended<', page)
    assert not re.search(r"move|stay|occup|lapse", page, re.IGNORECASE)


def test_another_organisation_and_a_grantors_draft_are_not_found(client: Client, holder: Organisation) -> None:
    foreign, draft = a_mandate(OccupancyFactory()), a_mandate(OccupancyFactory(), holder=holder, state="draft")

    for mandate in (foreign, draft):
        for part in ("", "document/", "paper/", "end/"):
            assert client.get(f"{HELD}{mandate.public_id}/{part}").status_code == 404
        assert client.post(f"{HELD}{mandate.public_id}/renew/").status_code == 404


def test_a_holder_ends_a_mandate_and_withdraws_a_request(client: Client, holder: Organisation) -> None:
    mandate, asked = a_mandate(OccupancyFactory(), holder=holder), a_request([an_ean(7)], holder=holder)

    for each in (mandate, asked):
        assert client.get(f"{HELD}{each.public_id}/end/").status_code == 200
        client.post(f"{HELD}{each.public_id}/end/")
        each.refresh_from_db()

    assert (mandate.state, asked.state) == (MandateState.TERMINATED, MandateState.WITHDRAWN)


def test_a_renewal_is_asked_for_with_one_click(client: Client, holder: Organisation) -> None:
    mandate = a_mandate(OccupancyFactory(), holder=holder)

    response = client.post(f"{HELD}{mandate.public_id}/renew/")

    asked = Mandate.objects.get(state=MandateState.REQUESTED)
    assert (asked.renews, response["Location"]) == (mandate, f"{HELD}{asked.public_id}/")
    assert (
        "waits for an answer already"
        in client.post(f"{HELD}{mandate.public_id}/renew/", follow=True).content.decode()
    )


def test_a_reader_sees_and_asks_for_nothing(holder: Organisation) -> None:
    reader = client_of(a_member(holder, Role.READER))
    mandate = a_mandate(OccupancyFactory(), holder=holder)

    assert reader.get(f"{HELD}{mandate.public_id}/").status_code == 200
    for place in (REQUESTS, f"{REQUESTS}new/", f"{REQUESTS}list/", f"{HELD}{mandate.public_id}/end/"):
        assert reader.get(place).status_code == 403


@pytest.mark.parametrize("count", [1, 49])
def test_a_page_of_the_list_takes_the_same_few_queries(
    client: Client, holder: Organisation, count: int, django_assert_max_num_queries
) -> None:
    for number in range(count):
        a_mandate(OccupancyFactory(), holder=holder)
        a_request([an_ean(50_000 + number)], holder=holder)

    with django_assert_max_num_queries(14):
        client.get(HELD)
    with django_assert_max_num_queries(14):
        client.get(REQUESTS)


def line(number: int) -> tuple[str, str]:
    """One line of a list, and what should come of it."""
    good = an_ean(1_000_000 + number)
    kinds = [
        (f"{good};D-{number}", "asked"),
        (f"{' '.join(good[i : i + 4] for i in range(0, 18, 4))};", "asked"),
        (f"{good[:17]}{(int(good[17]) + 1) % 10};x", "ean_check_digit"),
        (f"{good[:12]};x", "ean_length"),
        (f"{good[:10]}abcdefgh;x", "ean_not_digits"),
        (f";D-{number}", "ean_missing"),
        (f"{an_ean(1_000_000)};again", "doubled"),
        (f"{good};{'r' * 61}", "reference"),
        (f"{good};x;week", "detail"),
        (f"{good};x;day;31/02/2026", "day"),
        (f"{good};x;day;01/01/2015", "too_old"),
        (f"{good};x;day;2199-01-01", "in_future"),
        (f"{good};x;day;;01/01/2015", "data_order"),
        (f"{good};x;day;;;01/01/2020", "over"),
        (f"{good};x;day;;;01/01/2199", "too_long"),
        (f"{good};x;quart d'heure", "asked"),
        (f"{good};x;;;;;too;many", "columns"),
        (f'"{good};x', "ean_not_digits"),
        (f"=HYPERLINK({good});=1+1", "ean_not_digits"),
        ("é€\u202e" + good, "ean_not_digits"),
    ]
    return kinds[number % len(kinds)]


def test_5000_lines_of_every_kind_of_mistake_give_5000_outcomes(client: Client) -> None:
    lines = [line(number) for number in range(5_000)]
    text = "EAN;Référence;Détail;Données du;Données au;Jusqu'au\n" + "\n".join(text for text, _code in lines)
    file = SimpleUploadedFile("list.csv", text.encode())

    response = client.post(f"{REQUESTS}list/", typed(file=file, token=str(uuid4())))

    outcomes = list(RequestLine.objects.order_by("number").values_list("code", flat=True))
    assert outcomes == [code for _text, code in lines]
    assert Mandate.objects.count() == outcomes.count("asked") == 750
    downloaded = b"".join(client.get(f"{response['Location']}file/").streaming_content).decode()  # type: ignore[attr-defined]
    assert downloaded.count("\r\n") == 5_001
    assert not re.search(r"(?m)(^|;)[=+@-](?!\")", downloaded)


def test_a_list_sent_twice_is_one_list(client: Client) -> None:
    form = typed(lines=an_ean(7), token=str(uuid4()))

    first, second = (client.post(f"{REQUESTS}list/", form)["Location"] for _ in range(2))

    assert first == second
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"lines": ""}, "lines"),
        ({"file": SimpleUploadedFile("x.csv", b"a\x00b")}, "file"),
        ({"file": SimpleUploadedFile("x.csv", b"1;" * 600_000)}, "file"),
        ({"lines": "\n".join(["1"] * 5_001)}, "lines"),
        ({"lines": "EAN;Reference"}, "lines"),
    ],
)
def test_a_list_that_is_none_is_refused_at_its_field(client: Client, given: dict[str, object], field: str) -> None:
    response = client.post(f"{REQUESTS}list/", typed(token=str(uuid4()), **given))

    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_a_list_of_another_organisation_is_not_found(client: Client) -> None:
    location = client.post(f"{REQUESTS}list/", typed(lines=an_ean(7), token=str(uuid4())))["Location"]
    other = client_of(a_member(OrganisationFactory()))

    assert client.get(location).status_code == 200
    assert other.get(location).status_code == other.get(f"{location}file/").status_code == 404
