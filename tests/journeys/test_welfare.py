"""A social welfare office at work: look up, dossier, journal of the resident, report of the head (R9)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mandates.welfare.models import CaseLookUp
from portal.accounts.roles import Role
from portal.primitives.period import belgian_day
from tests.consumption.pages.homes import furnish, furnish_gas
from tests.factories import UserFactory, a_member
from tests.journeys.conftest import OpenPage
from tests.mandates.welfare.office import MONS, a_home, an_office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def claire():
    """Has electricity, gas and an account."""
    user = UserFactory(name="Claire Dupont")
    home = a_home("Claire Dupont", user=user)
    gas = a_home(customer=home.customer, gas=True)
    last = belgian_day(timezone.now()) - timedelta(days=2)
    furnish(home.access_point, last - timedelta(days=120), last)
    furnish_gas(gas.access_point, last - timedelta(days=120), last)
    return home


@pytest.mark.parametrize(
    "way",
    [
        pytest.param({"width": 1280}, id="1280"),
        pytest.param({"width": 390, "javascript": False}, id="390-no-script"),
    ],
)
def test_a_case_from_the_look_up_to_the_report(way, office, claire, open_page: OpenPage, signed_in) -> None:
    page = open_page(**way)
    signed_in(page, a_member(office, name="Pierre Goffin"))
    page.goto("/fr/welfare/")
    ask(page, name="dupont claire", street="r. des Tanneurs", house_number="14", postal_code="5000")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rue des Tanneurs 14, 5000 Namur")
    for told in ("Électricité", "Gaz", "Sans fournisseur", "Compteur à prépaiement", "2026/0117"):
        expect(page.locator("main")).to_contain_text(told)
    assert "Dupont" not in page.locator("main").inner_text()
    assert claire.access_point.ean_grouped not in page.content()

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger en PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")

    resident = open_page(**way)
    signed_in(resident, claire.customer.user)
    resident.goto("/fr/access-log/")
    expect(resident.locator("main")).to_contain_text("CPAS de Namur")
    expect(resident.locator("main")).to_contain_text("Compteur à prépaiement")
    assert "Goffin" not in resident.content()

    head = open_page(**way)
    signed_in(head, a_member(office, Role.ADMINISTRATOR, name="Nadine Collard"))
    head.goto("/fr/organisation/")
    head.locator("main section a", has_text="Recherches du CPAS").click()
    expect(head.locator("main")).to_contain_text("Pierre Goffin")
    head.get_by_label("Ce dossier existe").check()
    head.get_by_role("button", name="Confirmer les dossiers cochés").click()
    expect(head.locator("main")).to_contain_text("Confirmé par Nadine Collard")
    assert CaseLookUp.objects.get().confirmed_at is not None


def test_who_lives_elsewhere_and_who_does_not_exist_get_one_answer(office, open_page: OpenPage, signed_in) -> None:
    elsewhere = a_home("Marc Lambert", municipality=MONS)
    page = open_page()
    signed_in(page, a_member(office))
    page.goto("/fr/welfare/")
    for ean in (elsewhere.access_point.ean, "541449012700000016"):
        ask(page, ean=ean)
        expect(page.get_by_role("alert")).to_contain_text("Aucun logement de votre commune ne correspond.")
        expect(page.locator("main [name=ean]")).to_have_value(ean)


def ask(page: Page, **typed: str) -> None:
    page.locator("main [name=case_reference]").fill("2026/0117")
    page.locator("main [name=reason]").select_option("prepayment")
    for name, value in typed.items():
        page.locator(f"main [name={name}]").fill(value)
    page.get_by_role("button", name="Chercher").click()
