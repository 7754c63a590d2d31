"""From two numbers to the history, and from two numbers to an account with a second factor, as a resident goes."""

from datetime import date, timedelta
from urllib.parse import urljoin

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.customers.models import Customer
from portal.primitives.period import belgian_day
from tests.consumption.pages.homes import furnish
from tests.factories import PASSWORD, AccessPointFactory, CustomerFactory, MeterFactory, OccupancyFactory
from tests.journeys.conftest import OpenPage
from tests.journeys.worker import Worker
from tests.portal.messaging.conftest import twilio  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOBILE, EMAIL = "+32470123456", "claire@example.org"

# Each language at one width, with and without JavaScript: only the quarter-hours page needs it.
WAYS = [
    pytest.param({"language": "fr", "width": 1280}, id="fr-1280"),
    pytest.param({"language": "nl", "width": 390}, id="nl-390"),
    pytest.param({"language": "fr", "width": 390, "javascript": False}, id="fr-390-no-script"),
    pytest.param({"language": "nl", "width": 1280, "javascript": False}, id="nl-1280-no-script"),
]


@pytest.fixture
def worker(twilio) -> Worker:  # noqa: F811
    return Worker(twilio)


@pytest.fixture
def home():
    """A digital meter with last month's readings, whose occupant has a mobile on file."""
    access_point = AccessPointFactory()
    meter = MeterFactory(access_point=access_point)
    OccupancyFactory(
        access_point=access_point, customer=CustomerFactory(mobile=MOBILE, email=""), start=date(2024, 1, 1)
    )
    yesterday = belgian_day(timezone.now()) - timedelta(days=1)
    furnish(access_point, yesterday - timedelta(days=40), yesterday)
    return access_point, meter


@pytest.mark.parametrize("way", WAYS)
def test_two_numbers_and_a_code_open_the_history(way, home, worker: Worker, open_page: OpenPage) -> None:
    access_point, meter = home
    page = open_page(**way)
    page.goto(f"/{way['language']}/")
    _enter_numbers(page, access_point.ean_grouped, meter.number)
    _submit(page, code=worker.code_by_sms(MOBILE))
    expect(page).to_have_url(f"{_root(page)}/{way['language']}/consumption/{access_point.public_id}/")
    expect(page.locator(".figure")).to_be_visible()
    expect(page.get_by_text(access_point.street)).to_be_visible()


@pytest.mark.parametrize("way", WAYS)
def test_two_numbers_lead_to_an_account_and_its_history(way, home, worker: Worker, open_page: OpenPage) -> None:
    access_point, meter = home
    page = open_page(**way)
    page.goto(f"/{way['language']}/sign-up/")
    _enter_numbers(page, access_point.ean, meter.number)
    _submit(page, code=worker.code_by_sms(MOBILE))
    _submit(page, email=EMAIL, password=PASSWORD)
    _submit(page, code=worker.code_by_email(EMAIL))
    page.locator("main a[href*='sms'], main form[action*='sms'] button, main input[value=sms]").first.click()
    if page.locator("main [name=code]").count() == 0:
        page.locator("main button[type=submit]").first.click()
    _submit(page, code=worker.code_by_sms(MOBILE))
    expect(page.locator("main")).to_contain_text("-")  # the recovery codes, shown once
    assert Customer.objects.get().user.email == EMAIL
    page.goto(f"/{way['language']}/home/")
    page.locator(f"main a[href*='{access_point.public_id}']").first.click()
    expect(page.locator(".figure")).to_be_visible()
    page.locator(".seg a[href*='view=month']").click()
    _open_a_day(page)
    if way.get("javascript", True):
        page.goto(f"/{way['language']}/consumption/{access_point.public_id}/explore/")
        expect(page.locator(".uplot canvas")).to_be_visible()
    page.goto(f"/{way['language']}/consumption/{access_point.public_id}/download/")
    with page.expect_download() as download:
        page.locator("main form button[type=submit]").first.click()
    assert download.value.path().stat().st_size > 100


def test_wrong_pair_looks_the_same_and_opens_nothing(home, worker: Worker, page: Page) -> None:
    access_point, _ = home
    page.goto("/fr/lookup/")
    _enter_numbers(page, access_point.ean, "1SAG9999999999")
    worker.run()
    assert worker.provider.find() == []
    _submit(page, code="123456")
    expect(page.locator(".error-summary a")).to_be_visible()
    expect(page).to_have_url(f"{_root(page)}/fr/lookup/code/")


def test_mistakes_are_named_above_and_at_the_field_and_nothing_typed_is_lost(page: Page, db) -> None:
    page.goto("/fr/lookup/")
    _enter_numbers(page, "5414 4901 2700 0000 10", "1SAG1105004812")
    expect(page).to_have_title("Erreur : Retrouver votre compteur – Raccord")
    message = "Vérifiez le numéro EAN : au moins un chiffre est faux"
    expect(page.locator(".error-summary a")).to_have_text(message)
    expect(page.locator(".field.bad .err")).to_contain_text(message)
    expect(page.locator("[name=ean]")).to_have_value("5414 4901 2700 0000 10")
    expect(page.locator("[name=meter_number]")).to_have_value("1SAG1105004812")
    page.locator(".error-summary a").click()
    expect(page.locator("[name=ean]")).to_be_focused()


def _enter_numbers(page: Page, ean: str, meter_number: str) -> None:
    _submit(page, ean=ean, meter_number=meter_number)


def _submit(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator(f"main form:has([name={next(iter(fields))}]) button[type=submit]").first.click()


def _open_a_day(page: Page) -> None:
    day = page.locator(".chart:visible a[href*='view=day']").last
    page.goto(urljoin(page.url, str(day.get_attribute("href"))))
    expect(page.locator(".figure")).to_be_visible()


def _root(page: Page) -> str:
    return page.evaluate("location.origin")
