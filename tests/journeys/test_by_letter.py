"""The history by letter, as a visitor, an occupant and the contact centre go through it (R4, R5)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.roles import Role
from portal.customers.models import Occupancy
from portal.grid.models import MeterKind
from portal.primitives.period import belgian_day, years_before
from tests.consumption.pages.homes import a_home, furnish, read_by_hand
from tests.factories import UserFactory, a_member_of_staff
from tests.journeys.conftest import OpenPage
from tests.journeys.worker import Worker
from tests.portal.messaging.conftest import twilio  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def worker(twilio) -> Worker:  # noqa: F811
    return Worker(twilio)


@pytest.fixture
def jeanne() -> Occupancy:
    """An annual meter; nobody can be reached by SMS or e-mail."""
    home, last = a_home(None, kind=MeterKind.ANNUAL), belgian_day(timezone.now()) - timedelta(days=30)
    read_by_hand(home, (years_before(last, 2), 1_200_000), (years_before(last, 1), 4_700_000), (last, 7_900_000))
    occupancy = home.occupancies.get()
    occupancy.customer.name, occupancy.customer.mobile, occupancy.customer.email = "Jeanne Wauters", "", ""
    occupancy.customer.save()
    return occupancy


@pytest.mark.parametrize(
    "way",
    [
        pytest.param({"language": "fr", "width": 1280}, id="fr-1280"),
        pytest.param({"language": "nl", "width": 390, "javascript": False}, id="nl-390-no-script"),
    ],
)
def test_a_look_up_without_a_contact_on_file_ends_in_the_letter_box(
    way, jeanne, worker, open_page: OpenPage
) -> None:
    page = open_page(**way)
    page.goto(f"/{way['language']}/lookup/")
    page.locator("main [name=ean]").fill(jeanne.access_point.ean)
    page.locator("main [name=meter_number]").fill(jeanne.access_point.meters.get().number)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main [name=code]")).to_be_visible()
    worker.run()
    assert worker.provider.find() == []
    ticket, text = worker.letter()
    assert (ticket["kind"], ticket["language"]) == ("history", "fr")
    assert "Jeanne Wauters" in text
    assert re.search(r"3\W?500", text)
    assert "Jeanne" not in page.content()


def test_an_occupant_asks_from_the_history_page(worker: Worker, page: Page, signed_in) -> None:
    user = UserFactory(name="Claire Delvaux")
    home, today = a_home(user), belgian_day(timezone.now())
    furnish(home, today - timedelta(days=60), today - timedelta(days=1))
    signed_in(page, user)
    page.goto(f"/fr/consumption/{home.public_id}/")
    page.get_by_role("link", name="La demander").click()
    page.get_by_role("button", name="M’envoyer le courrier").click()
    expect(page.get_by_text("prochain jour ouvrable")).to_be_visible()
    worker.run()
    assert worker.letter()[0]["kind"] == "history"
    page.reload()
    expect(page.get_by_text("Transmis").or_(page.get_by_text("Remis"))).to_be_visible()


def test_the_contact_centre_sends_it_for_a_caller(jeanne, worker: Worker, page: Page, signed_in) -> None:
    signed_in(page, a_member_of_staff(Role.CONTACT_CENTRE))
    page.goto("/fr/desk/")
    page.locator("main section a[href*='history-letter']").click()
    place = jeanne.access_point
    for name, value in {
        "street": place.street,
        "house_number": place.house_number,
        "postal_code": place.postal_code,
        "meter_number": place.meters.get().number,
        "reference": "T-4711",
    }.items():
        page.locator(f"main [name={name}]").fill(value)
    page.get_by_role("button", name="Vérifier et envoyer").click()
    expect(page.get_by_text("T-4711")).to_be_visible()
    assert "Wauters" not in page.content()
    worker.run()
    assert "Jeanne Wauters" in worker.letter()[1]
