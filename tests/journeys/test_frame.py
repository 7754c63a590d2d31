"""The frame of each page: errors that are found at once, menus without a script, the language kept."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage, with_session
from tests.journeys.people import PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_wrong_numbers_are_told_above_the_title_and_at_the_field(open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript, width=390)
    page.goto("/fr/")
    page.get_by_label("Numéro EAN").fill("541449012700000010")
    page.get_by_role("button", name="Voir ma consommation").click()
    expect(page).to_have_title("Erreur\u00a0: Retrouver votre compteur – Raccord")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Il reste 2 points à corriger")
    if javascript:
        expect(summary).to_be_focused()
    summary.get_by_role("link", name="Vérifiez le numéro EAN").click()
    field = page.get_by_label("Numéro EAN")
    expect(field).to_be_focused()
    expect(field).to_have_value("541449012700000010")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "18 chiffres, il commence par 54. Les espaces ne gênent pas. "
        "Erreur : Vérifiez le numéro EAN : au moins un chiffre est faux"
    )


@pytest.mark.parametrize("page", [{"width": 390, "javascript": False}], indirect=True)
def test_menu_of_a_phone_opens_without_a_script(page: Page) -> None:
    page.goto("/nl/help/?from=bill")
    page.get_by_role("button", name="Menu", exact=True).click()
    menu = page.locator("#menu")
    expect(menu.get_by_role("link", name="Mijn verbruik")).to_be_visible()
    menu.get_by_role("link", name="Deutsch").click()
    expect(page).to_have_url("/de/help/?from=bill")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hilfe und Kontakt")


@pytest.mark.parametrize("page", [{"javascript": False}], indirect=True)
def test_resident_signs_out_from_the_account_menu_without_a_script(page: Page) -> None:
    session, _ = PEOPLE["newcomer"]()
    assert session is not None
    with_session(page, session)
    page.goto("/fr/home/")
    page.get_by_role("button", name="Claire D.").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto("/fr/home/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")


def test_keyboard_goes_straight_to_the_content(page: Page) -> None:
    page.goto("/fr/help/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="bonjour@raccord.example")).to_be_focused()
