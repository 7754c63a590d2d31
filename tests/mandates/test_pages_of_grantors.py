"""The pages of a resident: see, grant, answer, revoke."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mandates.models import Mandate
from mandates.operations.asking import Wish, address_requests, request
from mandates.operations.sealing import to_seal
from mandates.states import MandateState
from mandates.terms import Terms
from portal.access.kinds import DataKind, Granularity
from portal.accounts.models import OrganisationKind
from portal.customers.models import Occupancy
from portal.messaging.models import Message
from portal.primitives.period import belgian_day
from tests.factories import OccupancyFactory, OrganisationFactory, UserFactory
from tests.journeys.people import client_of
from tests.mandates.factories import a_mandate, acting_for

pytestmark = pytest.mark.django_db

LIST = "/en/mandates/"


@pytest.fixture
def home() -> Occupancy:
    return OccupancyFactory(customer__user=UserFactory(mobile="+32470123456"))


@pytest.fixture
def client(home: Occupancy) -> Client:
    return client_of(home.customer.user)


def today() -> date:
    return belgian_day(timezone.now())


def typed(home: Occupancy, **changes: object) -> dict[str, object]:
    return {
        "homes": [str(home.public_id)],
        "kinds": ["history"],
        "granularity": "day",
        "data_start": (today() - timedelta(days=365)).isoformat(),
        "data_last": "",
        "purpose": "Advice on solar panels",
        "ends_on": (today() + timedelta(days=365)).isoformat(),
        **changes,
    }


def asked(home: Occupancy) -> Mandate:
    holder = OrganisationFactory(name="Conseil Meuse")
    terms = Terms(
        frozenset({DataKind.HISTORY, DataKind.TECHNICAL}),
        Granularity.DAY,
        today() - timedelta(days=700),
        None,
        today() + timedelta(days=300),
        "Audit",
    )
    wish = Wish((home.access_point.ean,), terms)
    made = request(holder=holder, actor=acting_for(holder), wish=wish, now=timezone.now())
    address_requests(now=timezone.now())
    return made


def sign(client: Client, mandate: Mandate) -> None:
    place = f"{LIST}{mandate.public_id}/"
    assert client.post(f"{place}code/").status_code == 302
    code = Message.objects.filter(template__startswith="sign_mandate").latest("pk").context["code"]
    page = client.get(f"{place}sign/").content.decode()
    sha256 = re.search(r'name="sha256" value="([0-9a-f]+)"', page)
    assert sha256
    response = client.post(f"{place}sign/", {"sha256": sha256[1], "code": code})
    assert (response.status_code, response["Location"]) == (302, place)


@pytest.mark.django_db(transaction=True)
def test_a_resident_grants_a_mandate_from_search_to_signature(client: Client, home: Occupancy) -> None:
    holder = OrganisationFactory(name="Conseil Énergie Meuse", enterprise_number="0428759497")
    found = client.get(f"{LIST}new/", {"q": "énergie meuse"}).content.decode()
    assert f"/en/mandates/new/{holder.public_id}/" in found
    assert str(holder.public_id) in client.get(f"{LIST}new/", {"q": "BE 0428.759.497"}).content.decode()

    response = client.post(f"{LIST}new/{holder.public_id}/", typed(home))
    assert response.status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.state, response["Location"]) == (MandateState.DRAFT, f"{LIST}{mandate.public_id}/sign/")
    paper = client.get(f"{LIST}{mandate.public_id}/document/")
    assert paper.content == bytes(mandate.document.pdf)
    sign(client, mandate)

    mandate.refresh_from_db()
    assert mandate.state == MandateState.SIGNED
    assert list(to_seal()) == [mandate.signature]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"homes": []}, "homes"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["ean"]}, "kinds"),
        ({"granularity": ""}, "granularity"),
        ({"kinds": ["index"], "granularity": "interval"}, "granularity"),
        ({"data_start": ""}, "data_start"),
        ({"data_start": "31/02/2026"}, "data_start"),
        ({"data_start": "2015-01-01"}, "data_start"),
        ({"data_start": "2199-01-01"}, "data_start"),
        ({"data_last": "2015-01-01"}, "data_last"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "EAN 541449012700000016"}, "purpose"),
        ({"purpose": "x" * 201}, "purpose"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
    ],
)
def test_what_is_missing_or_can_never_be_is_said_at_its_field(
    client: Client, home: Occupancy, changes: dict[str, object], field: str
) -> None:
    holder = OrganisationFactory()

    response = client.post(f"/en/mandates/new/{holder.public_id}/", typed(home, **changes))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Mandate.objects.exists()


def test_a_data_period_may_end_on_the_last_day_of_the_calendar(client: Client, home: Occupancy) -> None:
    holder = OrganisationFactory()

    response = client.post(f"/en/mandates/new/{holder.public_id}/", typed(home, data_last="9999-12-31"))

    assert response.status_code == 302


def test_welfare_offices_and_who_is_not_admitted_are_not_found(client: Client) -> None:
    OrganisationFactory(
        kind=OrganisationKind.WELFARE_OFFICE,
        municipality="92094",
        name="CPAS Meuse",
        enterprise_number="0207889113",
    )
    OrganisationFactory(name="Meuse proposed", admitted_at=None, admitted_by="")
    OrganisationFactory(name="Meuse closed", closed_at=timezone.now())

    for text in ("meuse", "0207.889.113"):
        assert client.get(f"{LIST}new/", {"q": text}).context["found"] == []


def test_a_request_is_accepted_as_asked_with_two_clicks_and_a_code(client: Client, home: Occupancy) -> None:
    mandate = asked(home)
    assert "Accept as asked" in client.get(f"{LIST}{mandate.public_id}/").content.decode()

    response = client.post(f"{LIST}{mandate.public_id}/accept/")

    assert response["Location"] == f"{LIST}{mandate.public_id}/sign/"
    mandate.refresh_from_db()
    assert (mandate.state, sorted(mandate.kinds)) == (MandateState.REQUESTED, ["history", "technical"])
    assert client.get(response["Location"]).context["paper"] == mandate.document


def test_a_request_is_accepted_with_less(client: Client, home: Occupancy) -> None:
    mandate = asked(home)
    less = typed(home, granularity="month", ends_on=(today() + timedelta(days=100)).isoformat())
    more = typed(home, granularity="interval", ends_on=(today() + timedelta(days=301)).isoformat())

    refused = client.post(f"{LIST}{mandate.public_id}/terms/", more)
    assert set(refused.context["form"].errors) >= {"granularity"}
    refused = client.post(f"{LIST}{mandate.public_id}/terms/", more | {"granularity": "day"})
    assert set(refused.context["form"].errors) == {"ends_on"}
    assert client.post(f"{LIST}{mandate.public_id}/terms/", less).status_code == 302

    mandate.refresh_from_db()
    assert (mandate.kinds, mandate.granularity, mandate.purpose) == (["history"], Granularity.MONTH, "Audit")


def test_a_request_is_declined(client: Client, home: Occupancy) -> None:
    mandate = asked(home)

    assert "Decline this request?" in client.get(f"{LIST}{mandate.public_id}/end/").content.decode()
    client.post(f"{LIST}{mandate.public_id}/end/")

    mandate.refresh_from_db()
    assert mandate.state == MandateState.DECLINED


def test_a_mandate_is_revoked_with_two_clicks_and_a_second_tab_is_told(client: Client, home: Occupancy) -> None:
    mandate = a_mandate(home)

    for _tab in range(2):
        response = client.post(f"{LIST}{mandate.public_id}/end/", follow=True)
        assert response.status_code == 200

    assert "Revoked by you" in response.content.decode()
    assert "had ended already" in response.content.decode()


def test_active_mandates_come_first_then_what_waits_then_what_ended(client: Client, home: Occupancy) -> None:
    ended = a_mandate(home, state=MandateState.EXPIRED)
    asked(home)
    active = a_mandate(home)
    newest_ended = a_mandate(home, state=MandateState.DECLINED)

    shown = [one.mandate for one in client.get(LIST).context["shown"]]

    assert [mandate.state for mandate in shown] == ["active", "requested", "declined", "expired"]
    assert (shown[0], shown[2], shown[3]) == (active, newest_ended, ended)


def test_the_list_takes_the_same_few_queries_for_one_mandate_and_for_many(
    client: Client, home: Occupancy, django_assert_max_num_queries
) -> None:
    for _ in range(25):
        a_mandate(home)
    with django_assert_max_num_queries(16):
        client.get(LIST)


def test_who_moved_away_cannot_accept_any_more_and_may_decline(client: Client, home: Occupancy) -> None:
    mandate = asked(home)
    Occupancy.objects.filter(pk=home.pk).update(end=today())

    page = client.get(f"{LIST}{mandate.public_id}/").content.decode()
    assert "Accept as asked" not in page and "Decline" in page
    client.post(f"{LIST}{mandate.public_id}/accept/")

    mandate.refresh_from_db()
    assert mandate.state == MandateState.REQUESTED


@pytest.mark.parametrize("part", ["", "paper/", "terms/", "sign/", "end/"])
def test_a_stranger_finds_no_mandate_of_somebody_else(home: Occupancy, part: str) -> None:
    mandate = a_mandate(home, state=MandateState.DRAFT)
    stranger = client_of(OccupancyFactory(customer__user=UserFactory()).customer.user)

    assert stranger.get(f"{LIST}{mandate.public_id}/{part}").status_code == 404
    assert stranger.post(f"{LIST}{mandate.public_id}/{part}").status_code in (404, 405)
