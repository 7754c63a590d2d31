"""An organisation from the proposal to its members: two of the staff, its administrator, somebody invited."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from portal.accounts.models import Membership, Organisation
from portal.accounts.roles import Role
from portal.identity.models import User
from portal.messaging.models import Message
from tests.factories import a_member_of_staff
from tests.journeys.browser import assert_accessible, assert_fits
from tests.journeys.conftest import OpenPage
from tests.portal.identity.conftest import app_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOUISE = "louise@example.org"
NEW_PASSWORD = "quatre roues et une sonnette"


def test_an_organisation_is_admitted_by_two_and_run_by_its_own(
    open_page: OpenPage, signed_in: Callable[[Page, User], Page]
) -> None:
    elodie, an = (a_member_of_staff(Role.ORGANISATION_MANAGER) for _ in range(2))
    _propose(signed_in(open_page(), elodie))
    _admit(signed_in(open_page(width=390), an))
    assert Message.objects.get().template == "member_role.email"

    louise = open_page(width=390, javascript=False)
    _come_in(louise)
    expect(louise).to_have_url(re.compile("/fr/organisation/$"))
    expect(louise.locator(".acts-for")).to_contain_text("Conseil Énergie Meuse")
    _invite(louise)
    _review_and_remove(louise)


def _propose(page: Page) -> None:
    page.goto("/fr/desk/")
    page.get_by_label("Guichet").get_by_role("link", name="Organisations").click()
    page.get_by_role("link", name="Proposer une organisation").click()
    page.get_by_role("button", name="Proposer").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("Une entreprise ou association").check()
    page.get_by_label("Nom", exact=True).fill("Conseil Énergie Meuse")
    page.get_by_label("Numéro d’entreprise").fill("BE 0428.759.497")
    page.get_by_label("Adresse e-mail de l’organisation").fill("bureau@example.org")
    page.get_by_label("Nom de la première personne").fill("Louise Renard")
    page.get_by_label("Adresse e-mail professionnelle de la première").fill(LOUISE)
    page.get_by_role("button", name="Proposer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conseil Énergie Meuse")
    expect(page.get_by_role("button", name="Admettre")).to_have_count(0)


def _admit(page: Page) -> None:
    page.goto("/fr/desk/organisations/")
    page.get_by_role("link", name="Conseil Énergie Meuse").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Admettre et inviter").click()
    expect(page.locator(".tag.ok")).to_have_text("admise")
    assert Organisation.objects.get().state == "admitted"


def _come_in(page: Page) -> None:
    """By the way that the invitation tells: a new password, and the second factor."""
    page.goto("/fr/sign-in/")
    page.get_by_role("link", name="J’ai oublié mon mot de passe").click()
    page.get_by_label("Adresse e-mail").fill(LOUISE)
    page.get_by_role("button", name="Envoyer le lien").click()
    message = Message.objects.get(template="password_reset.email")
    page.goto(urlsplit(message.context["link"]).path)
    for label in ("Nouveau mot de passe", "Nouveau mot de passe, encore une fois"):
        page.get_by_label(label, exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Enregistrer le mot de passe").click()
    page.get_by_label("Adresse e-mail").fill(LOUISE)
    page.get_by_label("Mot de passe").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="Utiliser une application").click()
    page.get_by_label("Code de l’application").fill(app_code(TOTPDevice.objects.get(user__email=LOUISE)))
    page.get_by_role("button", name="Relier l’application").click()
    page.get_by_role("link", name="J’ai gardé les codes").click()


def _invite(page: Page) -> None:
    page.get_by_label("Mon organisation").get_by_role("link", name="Membres").click()
    page.get_by_label("Nom").fill("Max Weber")
    page.get_by_label("Adresse e-mail professionnelle").fill("max@example.org")
    page.get_by_label("Rôle").select_option("member")
    page.get_by_role("button", name="Inviter").click()
    expect(page.get_by_role("link", name="Max Weber")).to_be_visible()
    assert Message.objects.filter(template="member_role.email", email="max@example.org").exists()


def _review_and_remove(page: Page) -> None:
    page.get_by_role("link", name="Max Weber").click()
    page.get_by_role("button", name="Toujours nécessaire").click()
    membership = Membership.objects.get(name="Max Weber")
    assert membership.reviewed_at > membership.given_at
    page.get_by_role("link", name="Max Weber").click()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_role("link", name="Max Weber")).to_have_count(0)
    page.get_by_role("link", name="Louise Renard").click()
    expect(page.get_by_role("button", name="Retirer")).to_have_count(0)
