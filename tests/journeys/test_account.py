"""A new account, from the first sign-in to the home page, and a forgotten password; also without JavaScript."""

import os
import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from portal.identity.operations import create_account
from portal.messaging.models import Message
from tests.factories import PASSWORD
from tests.journeys.browser import assert_accessible, assert_fits
from tests.journeys.conftest import OpenPage
from tests.portal.identity.conftest import app_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "claire@example.org"


def _context(template: str) -> dict[str, str]:
    return Message.objects.filter(template=template).latest("pk").context


def _see(page: Page, name: str, javascript: bool) -> None:
    if javascript:  # axe is a script itself
        assert_accessible(page)
        assert_fits(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (390, False)])
def test_a_new_account_gets_its_second_factor_and_comes_home(
    open_page: OpenPage, width: int, javascript: bool
) -> None:
    page = open_page(width=width, javascript=javascript)
    user = create_account(
        email=EMAIL, password=PASSWORD, language="fr", mobile="+32470123456", name="Claire", now=timezone.now()
    )
    page.goto("/fr/sign-in/")
    page.get_by_label("Adresse e-mail").fill(EMAIL)
    page.get_by_label("Mot de passe").fill("not the password")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".error-summary")).to_be_visible()
    _see(page, f"sign-in-{width}", javascript)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmez votre adresse e-mail")
    _see(page, f"confirm-email-{width}", javascript)
    page.get_by_label("Code reçu par e-mail").fill(_context("confirm_email.email")["code"])
    page.get_by_role("button", name="Continuer").click()

    _see(page, f"choose-{width}", javascript)
    page.get_by_role("link", name="Utiliser une application").click()
    _see(page, f"app-{width}", javascript)
    page.get_by_label("Code de l’application").fill(app_code(TOTPDevice.objects.get(user=user)))
    page.get_by_role("button", name="Relier l’application").click()

    expect(page.locator(".codes li")).to_have_count(10)
    _see(page, f"recovery-codes-{width}", javascript)
    page.get_by_role("link", name="J’ai gardé les codes").click()
    expect(page).to_have_url(re.compile("/fr/home/$"))

    page.goto("/fr/account/")
    _see(page, f"account-{width}", javascript)
    page.goto("/fr/account/mobile/")
    page.get_by_label("Nouveau numéro de GSM").fill("081 22 33 44")
    page.get_by_role("button", name="Envoyer le code").click()
    _see(page, f"mobile-{width}", javascript)
    page.goto("/fr/step-up/")
    _see(page, f"step-up-{width}", javascript)


def test_a_forgotten_password_is_replaced_by_a_link(open_page: OpenPage) -> None:
    page = open_page(width=390, javascript=False)
    create_account(email=EMAIL, password=PASSWORD, language="nl", mobile="", now=timezone.now())
    page.goto("/nl/sign-in/")
    page.get_by_role("link", name="Ik ben mijn wachtwoord vergeten").click()
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_role("button", name="De link sturen").click()
    page.goto(urlsplit(_context("password_reset.email")["link"]).path)
    for label in ("Nieuw wachtwoord", "Nieuw wachtwoord, nog een keer"):
        page.get_by_label(label, exact=True).fill("vier wielen en een bel")
    page.get_by_role("button", name="Het wachtwoord opslaan").click()
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill("vier wielen en een bel")
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Een tweede stap toevoegen")
