"""The pages of letters: own ones only, traced, and a choice that asks for code and second factor."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.audit.models import Event
from portal.correspondence.models import Letter, Preference
from portal.correspondence.states import LetterState, PreferenceState
from portal.customers.models import Occupancy
from portal.identity.http import VERIFIED_AT
from portal.messaging.models import Message
from tests.factories import OccupancyFactory, UserFactory
from tests.journeys.people import session_of
from tests.portal.correspondence.homes import a_campaign, issue

pytestmark = pytest.mark.django_db


def _as(occupancy: Occupancy) -> Client:
    client = Client()
    assert occupancy.customer.user is not None
    client.cookies["raccord"] = str(session_of(occupancy.customer.user).session_key)
    return client


@pytest.fixture
def home() -> Occupancy:
    return OccupancyFactory(customer__user=UserFactory())


def _letter(occupancy: Occupancy) -> Letter:
    Preference.objects.create(occupancy=occupancy, state=PreferenceState.DIGITAL, changed_at=timezone.now())
    issue(a_campaign(due_on=None), timezone.now())
    return Letter.objects.get(occupancy=occupancy)


def test_looking_at_a_letter_is_traced_and_marks_it_read(home: Occupancy) -> None:
    letter, client = _letter(home), _as(home)
    assert b"tag info" in client.get("/en/letters/").content
    assert client.get(f"/en/letters/{letter.public_id}/").status_code == 200
    letter.refresh_from_db()
    assert letter.state == LetterState.OPENED
    assert Event.objects.get(code="disclosure", reference=str(letter.public_id)).kinds == ["correspondence"]
    assert b"tag info" not in client.get("/en/letters/").content


def test_a_letter_comes_as_pdf(home: Occupancy) -> None:
    letter = _letter(home)
    answer = _as(home).get(f"/en/letters/{letter.public_id}.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert Event.objects.get(code="disclosure").channel == "file"


@pytest.mark.parametrize("end", ["/", ".pdf"])
def test_nobody_reads_another_s_letter(home: Occupancy, end: str) -> None:
    letter = _letter(home)
    stranger = OccupancyFactory(customer__user=UserFactory())
    assert _as(stranger).get(f"/en/letters/{letter.public_id}{end}").status_code == 404
    assert not Event.objects.filter(code="disclosure").exists()


@pytest.mark.parametrize("page", ["digital", "paper"])
def test_nobody_chooses_for_another_home(home: Occupancy, page: str) -> None:
    stranger = OccupancyFactory(customer__user=UserFactory())
    address = f"/en/account/correspondence/{home.public_id}/{page}/"
    assert _as(stranger).post(address).status_code == 404
    assert not Preference.objects.exists()


def test_digital_takes_a_code_and_paper_takes_two_clicks(home: Occupancy) -> None:
    client, address = _as(home), f"/en/account/correspondence/{home.public_id}/"
    client.post(f"{address}digital/send/")
    code = Message.objects.get(template="digital_letters.email").context["code"]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert client.post(f"{address}digital/", {"code": wrong}).status_code == 200
    assert not Preference.objects.exists()
    client.post(f"{address}digital/", {"code": code})
    assert Preference.objects.get().state == PreferenceState.DIGITAL
    client.post(f"{address}paper/")
    assert Preference.objects.get().state == PreferenceState.PAPER
    assert list(Event.objects.order_by("pk").values_list("code", flat=True)) == [
        "letters_digital",
        "letters_paper",
    ]


def test_an_address_confirmed_just_now_needs_no_code(home: Occupancy) -> None:
    user = home.customer.user
    assert user is not None
    user.email_confirmed_at = timezone.now()
    user.save()
    _as(home).post(f"/en/account/correspondence/{home.public_id}/digital/")
    assert Preference.objects.get().state == PreferenceState.DIGITAL


def test_digital_asks_for_the_second_factor_again(home: Occupancy) -> None:
    client = _as(home)
    session: Any = client.session
    session[VERIFIED_AT] -= 3600
    session.save()
    answer = client.post(f"/en/account/correspondence/{home.public_id}/digital/send/")
    assert "step-up" in answer["Location"]
    assert not Message.objects.exists()


def test_a_desk_page_is_not_for_residents(home: Occupancy) -> None:
    assert _as(home).get("/en/desk/correspondence/").status_code == 404
