"""The EAN by SMS, and a request for more than two, as people go through them (R6)."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.roles import Role
from portal.ean_delivery.models import EanDelivery, EanRequest
from portal.grid.models import AccessPoint
from portal.messaging.callbacks import record_status
from portal.messaging.models import MessageAttempt
from portal.messaging.states import State
from portal.primitives.ean import Ean
from tests.factories import (
    AccessPointFactory,
    CustomerFactory,
    MeterFactory,
    OccupancyFactory,
    UserFactory,
    a_member_of_staff,
)
from tests.journeys.conftest import OpenPage
from tests.journeys.worker import Worker
from tests.portal.messaging.conftest import twilio  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOBILE = "+32470123456"


@pytest.fixture
def worker(twilio) -> Worker:  # noqa: F811
    return Worker(twilio)


@pytest.fixture
def home():
    """A home whose occupant has an account, and a mobile on file."""
    access_point = AccessPointFactory(street="Rue de Fer", house_number="12")
    MeterFactory(access_point=access_point, number="1SAG1105004812")
    customer = CustomerFactory(mobile=MOBILE, user=UserFactory(name="Claire Delvaux"))
    return OccupancyFactory(access_point=access_point, customer=customer, start=date(2024, 1, 1))


@pytest.mark.parametrize(
    "way",
    [
        pytest.param({"language": "fr", "width": 1280}, id="fr-1280"),
        pytest.param({"language": "de", "width": 390, "javascript": False}, id="de-390-no-script"),
    ],
)
def test_address_and_meter_number_bring_the_ean_by_sms(way, home, worker: Worker, open_page: OpenPage) -> None:
    page = open_page(**way)
    page.goto(f"/{way['language']}/")
    page.locator("main a[href*='ean-by-sms']").click()
    _ask(page, street="r. de fer", house_number="12", postal_code="5000", meter_number="1SAG 1105 004 812")
    worker.run()
    assert Ean(home.access_point.ean).grouped in worker.provider.find(MOBILE)[0].body
    assert home.access_point.ean[:8] not in page.content().replace(" ", "")


def test_without_a_mobile_the_ean_goes_by_letter_in_the_customers_name(home, worker: Worker, page: Page) -> None:
    home.customer.mobile = ""
    home.customer.save()
    page.goto("/nl/ean-by-sms/")
    _ask(page, street="Rue de Fer", house_number="12", postal_code="5000", meter_number="1SAG1105004812")
    worker.run()
    assert worker.provider.find() == []
    ticket, text = worker.letter()
    assert (ticket["class"], ticket["destination"]) == ("C4", "5000 Namur")
    assert home.customer.name in text
    assert home.access_point.ean in text.replace(" ", "").replace("\u00a0", "")


def test_an_sms_that_does_not_arrive_becomes_a_letter(home, worker: Worker, page: Page, signed_in) -> None:
    signed_in(page, home.customer.user)
    page.goto("/fr/ean-by-sms/home/")
    page.get_by_role("button", name="M’envoyer l’EAN").click()
    worker.run()
    attempt = MessageAttempt.objects.get()
    record_status(
        attempt_id=attempt.public_id,
        provider_id=attempt.provider_id,
        status=State.UNDELIVERED,
        error="30005",
        now=timezone.now(),
    )
    worker.run()
    page.reload()
    ticket, _text = worker.letter()
    assert ticket["kind"] == "ean"
    expect(page.get_by_text("courrier").first).to_be_visible()


def test_wrong_pair_sees_the_same_page_and_nothing_is_sent(home, worker: Worker, page: Page) -> None:
    page.goto("/fr/ean-by-sms/")
    _ask(page, street="Rue de Fer", house_number="14", postal_code="5000", meter_number="1SAG1105004812")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nous avons votre demande")
    worker.run()
    assert worker.provider.find() == []


def test_occupant_asks_without_typing_and_sees_what_became_of_it(home, worker: Worker, page, signed_in) -> None:
    signed_in(page, home.customer.user)
    page.goto("/fr/ean-by-sms/")
    page.locator("main a[href*='home']").click()
    page.get_by_role("button", name="M’envoyer l’EAN").click()
    expect(page.get_by_text("En préparation")).to_be_visible()
    worker.run()
    page.reload()
    expect(page.get_by_text("Envoyé par SMS")).to_be_visible()
    assert EanDelivery.objects.get().occupancy == home


@pytest.mark.parametrize("way", [{"width": 1280}, {"width": 390, "javascript": False}])
def test_three_eans_are_a_request_that_the_desk_answers_by_letter(
    way, home, worker: Worker, open_page: OpenPage, signed_in
) -> None:
    for _ in range(2):
        other = AccessPointFactory(street="Rue de Fer", house_number="12")
        OccupancyFactory(access_point=other, customer=home.customer, start=date(2024, 1, 1))
    page = signed_in(open_page(**way), home.customer.user)
    page.goto("/fr/ean-by-sms/home/")
    page.get_by_role("button", name="M’envoyer l’EAN").first.click()
    worker.run()
    page.reload()
    page.get_by_role("link", name="Voir la demande").click()
    request = EanRequest.objects.get()
    expect(page.get_by_role("heading", level=1)).to_contain_text(request.reference)
    expect(page.get_by_text("Réponse au plus tard le")).to_be_visible()

    desk = signed_in(open_page(**way), a_member_of_staff(Role.BACK_OFFICE))
    desk.goto("/fr/desk/ean/requests/")
    desk.get_by_role("link", name=request.reference).click()
    desk.locator("[name=purpose]").fill("Demande de l’occupant")
    desk.get_by_role("button", name="Prendre en charge").click()
    desk.locator("[name=decision][value=answer]").check()
    desk.locator("[name=explanation]").fill("La lettre part demain.")
    desk.get_by_role("button", name="Décider").click()
    assert home.access_point.ean not in desk.content().replace(" ", "").replace("\u00a0", "")
    worker.run()
    _ticket, text = worker.letter()
    read = text.replace(" ", "").replace("\u00a0", "")
    assert all(ean in read for ean in AccessPoint.objects.values_list("ean", flat=True))
    page.reload()
    expect(page.get_by_text("Traitée")).to_be_visible()


def test_company_sends_a_list_and_sees_by_when_it_is_answered(page: Page, db) -> None:
    page.goto("/fr/ean-by-sms/")
    page.locator("main a[href*='list']").click()
    for name, value in {
        "company": "Immo Meuse SA",
        "contact": "Jean Martin",
        "email": "jean@example.org",
        "wish": "Changement de fournisseur",
        "lines": "nonsense\nRue de Fer 12, 5000 Namur; 1SAG1105004812",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=answer_by][value=email]").check()
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("Ligne 1", exact=True)).to_be_visible()
    page.locator("[name=lines]").fill("Rue de Fer 12, 5000 Namur; 1SAG1105004812")
    page.get_by_role("button", name="Envoyer la demande").click()
    request = EanRequest.objects.get()
    expect(page.get_by_role("heading", level=1)).to_contain_text(request.reference)
    assert request.answer_on > timezone.now().date()


def _ask(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("main form:has([name=street]) button[type=submit]").click()
