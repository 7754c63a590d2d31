"""Programs ask for mandates: an outcome for each request, and nothing told about the customer."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mandates.models import Mandate
from mandates.states import MandateState
from portal.accounts.models import Organisation
from portal.primitives.period import belgian_day
from tests.factories import OccupancyFactory, OrganisationFactory, an_ean
from tests.portal.api.programs import Program, a_program

PATH = "/api/v1/mandate-requests/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser() -> Organisation:
    return OrganisationFactory()


@pytest.fixture
def program(adviser: Organisation) -> Program:
    return a_program(adviser)


def a_wish(*eans: str, **told: Any) -> dict[str, Any]:
    today = belgian_day(timezone.now())
    return {
        "eans": list(eans),
        "kinds": ["history"],
        "granularity": "day",
        "data_start": (today - timedelta(days=300)).isoformat(),
        "ends_on": (today + timedelta(days=300)).isoformat(),
        "purpose": "Energy audit",
        **told,
    }


def test_known_and_unknown_eans_have_the_same_outcome(program: Program, adviser: Organisation) -> None:
    known = OccupancyFactory().access_point.ean

    answer = program.post(PATH, {"requests": [a_wish(known), a_wish(an_ean(9_999_999))]})

    told = answer.json()
    assert (answer.status_code, told["asked"]) == (201, 2)
    assert [each["outcome"] for each in told["outcomes"]] == ["asked", "asked"]
    assert {each["mandate"] for each in told["outcomes"]} == {
        str(public_id) for public_id in Mandate.objects.filter(holder=adviser).values_list("public_id", flat=True)
    }


def test_a_fault_in_one_stops_no_other(program: Program) -> None:
    wishes = [
        a_wish("541449012700000010"),
        a_wish("12"),
        a_wish(*(an_ean(8_000_000 + n) for n in range(11))),
        a_wish(an_ean(1), purpose=""),
        a_wish(an_ean(2), kinds=[]),
        a_wish(an_ean(3), data_start="2001-01-01"),
        a_wish(an_ean(4)),
        a_wish(an_ean(4)),
    ]

    told = program.post(PATH, {"requests": wishes}).json()

    assert [each["outcome"] for each in told["outcomes"]] == [
        "ean_check_digit",
        "ean_length",
        "eans",
        "purpose",
        "kinds",
        "too_old",
        "asked",
        "doubled",
    ]
    assert told["asked"] == 1 and Mandate.objects.get().state == MandateState.REQUESTED


def test_a_request_sent_twice_asks_once(program: Program) -> None:
    body = {"requests": [a_wish(an_ean(5))]}

    first, second = program.post(PATH, body, "k"), program.post(PATH, body, "k")

    assert first.json() == second.json() and second["Idempotent-Replayed"] == "true"
    assert Mandate.objects.count() == 1


def test_what_has_not_the_shape_of_a_request_is_told_with_its_place(program: Program) -> None:
    refused = program.post(PATH, {"requests": [a_wish(an_ean(6)), a_wish(an_ean(7), ends_on="soon")]})

    assert refused.status_code == 400
    assert list(refused.json()["errors"]["requests"]) == ["1"]
    assert not Mandate.objects.exists()


def test_a_token_for_reading_asks_for_nothing(adviser: Organisation) -> None:
    reading = a_program(adviser, scope="see_data")

    assert reading.post(PATH, {"requests": [a_wish(an_ean(8))]}).status_code == 403


def test_too_much_at_once_is_told(program: Program) -> None:
    assert program.post(PATH, {"requests": [{"purpose": "x" * 3_000_000}]}).status_code == 413
