"""A resident grants a mandate, answers a request with less, revokes, moves out: and the organisation sees what
is left."""

import os
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from mandates.models import Mandate
from mandates.operations.asking import address_requests
from mandates.operations.sealing import seal_signature, to_seal
from mandates.states import MandateState
from portal.accounts.models import Organisation
from portal.customers.models import Occupancy
from portal.identity.models import User
from portal.messaging.models import Message
from portal.primitives.period import belgian_day
from tests.factories import OrganisationFactory, UserFactory, a_member
from tests.journeys.browser import assert_accessible, assert_fits
from tests.journeys.conftest import OpenPage
from tests.portal.market.lines import EAN, access_point, meter, move_in, move_out, take_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def seal(settings, tmp_path) -> None:
    """A seal made for this test."""
    settings.MANDATE_SEAL_PKCS12 = str(tmp_path / "seal.p12")
    settings.MANDATE_SEAL_PASSPHRASE = "test"
    call_command("make_seal")


def _see(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def _claire() -> Occupancy:
    take_in(access_point(), meter("m", "2020-01-01", "1SAG1105004812"), move_in("in", "2024-01-01", "C1"))
    occupancy = Occupancy.objects.select_related("customer").get()
    occupancy.customer.name = "Claire Delvaux"
    occupancy.customer.user = UserFactory(name="Claire Delvaux", mobile="+32470123456")
    occupancy.customer.save()
    return occupancy


def _adviser() -> Organisation:
    return OrganisationFactory(name="Conseil Énergie Meuse", enterprise_number="0428759497")


def _worker() -> None:
    """What the workers do meanwhile."""
    now = timezone.now()
    address_requests(now=now)
    for signature_id in list(to_seal().values_list("pk", flat=True)):
        seal_signature(signature_id=signature_id, now=now)


def _sign(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Lire et signer")
    _see(page, f"{name}-read")
    page.get_by_role("button", name="J’ai lu").click()
    page.get_by_label("Code").fill(Message.objects.latest("pk").context["code"])
    _see(page, f"{name}-code")
    page.get_by_role("button", name="Signer le mandat").click()
    expect(page.locator(".banner.ok")).to_contain_text("Signé")
    _worker()
    page.reload()
    expect(page.locator("main")).to_contain_text("Actif")
    _see(page, f"{name}-signed")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_resident_grants_a_mandate_in_the_portal_and_moves_out(
    open_page: OpenPage, signed_in: Callable[[Page, User], Page], width: int
) -> None:
    home, adviser = _claire(), _adviser()
    page = signed_in(open_page(width=width), home.customer.user)
    page.goto("/fr/mandates/")
    _see(page, f"none-{width}")
    page.get_by_role("link", name="Laisser une organisation").click()
    page.get_by_label("Nom ou numéro").fill("énergie meuse")
    page.get_by_role("button", name="Rechercher").click()
    _see(page, f"choose-{width}")
    page.get_by_role("link", name="Conseil Énergie Meuse").click()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("À quoi les données").fill("Conseil sur des panneaux solaires")
    _see(page, f"grant-{width}")
    page.get_by_role("button", name="Continuer").click()
    _sign(page, f"grant-{width}")
    file = page.request.get(page.get_by_role("link", name="Le mandat en PDF").get_attribute("href"))
    assert file.headers["content-type"] == "application/pdf" and b"OperatorSeal" in file.body()

    louise = signed_in(open_page(width=width), a_member(adviser, name="Louise Renard"))
    louise.goto("/fr/partner/mandates/")
    expect(louise.locator("main")).not_to_contain_text("Delvaux")
    _see(louise, f"held-{width}")
    louise.get_by_role("link", name=re.compile("5414")).click()
    expect(louise.get_by_role("heading", level=1)).to_have_text("Mandat de Claire Delvaux")
    _see(louise, f"held-one-{width}")

    take_in(move_out("out", belgian_day(timezone.now()), "C1"), now=timezone.now())
    page.goto("/fr/mandates/")
    expect(page.locator("main")).to_contain_text("Terminé avec votre occupation")
    _see(page, f"lapsed-{width}")
    louise.reload()
    expect(louise.locator("main")).to_contain_text("Terminé")
    expect(louise.locator("main")).not_to_contain_text("occupation")
    assert not Mandate.objects.filter(state=MandateState.ACTIVE).exists()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_request_is_accepted_with_less_and_revoked(
    open_page: OpenPage, signed_in: Callable[[Page, User], Page], width: int
) -> None:
    home, adviser = _claire(), _adviser()
    louise = signed_in(open_page(width=width), a_member(adviser, name="Louise Renard"))
    louise.goto("/fr/partner/requests/")
    _see(louise, f"requests-none-{width}")
    louise.get_by_role("link", name="Demander à un client").click()
    louise.get_by_label("Numéros EAN").fill(EAN)
    louise.get_by_label("Votre référence").fill("D-17")
    louise.get_by_label("Le compteur et le raccordement").check()
    louise.get_by_label("chaque quart d’heure").check()
    louise.get_by_label("À quoi les données").fill("Audit énergétique")
    louise.get_by_label("Dernier jour du mandat").fill(
        (belgian_day(timezone.now()) - timedelta(days=1)).isoformat()
    )
    louise.get_by_role("button", name="Demander").click()
    expect(louise.locator(".error-summary")).to_contain_text("Choisissez un dernier jour")
    _see(louise, f"ask-{width}")
    louise.get_by_label("Dernier jour du mandat").fill(
        (belgian_day(timezone.now()) + timedelta(days=300)).isoformat()
    )
    louise.get_by_role("button", name="Demander").click()
    expect(louise.locator("main")).to_contain_text("Pas encore de réponse")
    _see(louise, f"asked-{width}")
    _worker()

    page = signed_in(open_page(width=width), home.customer.user)
    page.goto("/fr/mandates/")
    _see(page, f"waits-{width}")
    page.get_by_role("link", name="Conseil Énergie Meuse").click()
    _see(page, f"request-{width}")
    page.get_by_role("link", name="Accepter moins").click()
    page.get_by_label("Le compteur et le raccordement").uncheck()
    page.get_by_label("un chiffre par mois").check()
    _see(page, f"less-{width}")
    page.get_by_role("button", name="Continuer").click()
    _sign(page, f"less-{width}")

    louise.goto("/fr/partner/mandates/")
    louise.get_by_role("link", name=re.compile("5414")).click()
    expect(louise.locator("main")).to_contain_text("accepté moins")
    expect(louise.locator("main")).to_contain_text("un chiffre par mois")
    _see(louise, f"less-held-{width}")

    page.get_by_role("link", name="Révoquer ce mandat").click()
    _see(page, f"revoke-{width}")
    page.get_by_role("button", name="Révoquer").click()
    expect(page.locator("main")).to_contain_text("Révoqué par vous")
    louise.reload()
    expect(louise.locator("main")).to_contain_text("Révoqué par le client")


def test_a_list_gives_an_outcome_for_each_line(
    open_page: OpenPage, signed_in: Callable[[Page, User], Page]
) -> None:
    louise = signed_in(open_page(width=390), a_member(_adviser(), name="Louise Renard"))
    louise.goto("/fr/partner/requests/list/")
    louise.get_by_label("Numéros EAN").fill(f"{EAN};D-1\n{EAN};D-2\n5414;D-3")
    louise.get_by_label("À quoi les données").fill("Audit énergétique")
    _see(louise, "list")
    louise.get_by_role("button", name="Envoyer la liste").click()
    expect(louise.locator("ul.rows > li")).to_have_count(3)
    expect(louise.locator("main")).to_contain_text("18 chiffres")
    _see(louise, "outcomes")
