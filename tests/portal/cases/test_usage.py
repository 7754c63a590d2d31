"""The page of the usage counts (R14)."""

from datetime import date

import pytest
from django.test import Client

from portal.accounts.roles import Role
from portal.audit.models import Rollup, Span
from tests.factories import OrganisationFactory, a_member_of_staff
from tests.journeys.people import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(a_member_of_staff(Role.DATA_PROTECTION_OFFICER)).session_key
    return client


def counted(start: date, count: int, *, span=Span.DAY, organisation="", role="member") -> None:
    Rollup.objects.create(
        span=span,
        start=start,
        actor_kind="member",
        organisation=organisation,
        role=role,
        kind="history",
        channel="file",
        count=count,
    )


def test_latest_day_shows_first_in_words(client):
    office = OrganisationFactory(name="CPAS de Namur", kind="welfare_office", municipality="92094")
    counted(date(2026, 11, 23), 7)
    counted(date(2026, 11, 24), 4321, organisation=str(office.public_id))
    page = client.get("/en/desk/usage/").content.decode()
    for words in ("CPAS de Namur", "consumption", "as a file", "member", "4,321"):
        assert words in page
    assert "7</td>" not in page


def test_another_week_can_be_chosen(client):
    counted(date(2026, 11, 16), 7, span=Span.WEEK)
    counted(date(2026, 11, 9), 8, span=Span.WEEK)
    page = client.get("/en/desk/usage/?span=week&start=2026-11-09").content.decode()
    assert "9 November 2026 to 15 November 2026" in page
    assert "8</td>" in page
    assert "7</td>" not in page


def test_a_day_that_was_not_counted_is_an_error_at_the_field(client):
    counted(date(2026, 11, 24), 7)
    assert client.get("/en/desk/usage/?start=2020-01-01").content.decode().count("Choose one from the list.") == 2


def test_without_counts_the_page_says_when_they_come(client):
    assert "Nothing was counted yet" in client.get("/en/desk/usage/?span=century").content.decode()
