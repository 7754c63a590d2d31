"""From a line of the journal that is not recognised to the answer, and what a supplier sees (R10, R14)."""

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.roles import Role
from portal.cases.models import Case
from portal.messaging.models import Message
from tests.factories import UserFactory, a_member, a_member_of_staff
from tests.journeys.conftest import OpenPage
from tests.portal.cases.scenes import a_home_looked_at
from tests.portal.market.lines import STROOM, event, take_in
from tests.portal.suppliers.supply import CLAIRE, a_supplied_home, a_supplier, ago

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAYS = [
    pytest.param({"language": "fr", "width": 1280}, id="1280"),
    pytest.param({"language": "fr", "width": 390, "javascript": False}, id="390-no-script"),
]


@pytest.mark.parametrize("way", WAYS)
def test_resident_asks_about_a_line_and_reads_the_answer(way, open_page: OpenPage, signed_in) -> None:
    resident = UserFactory(name="Claire Delvaux")
    a_home_looked_at(resident)
    page = open_page(**way)
    signed_in(page, resident)
    page.goto("/fr/access-log/")
    page.get_by_text("Choisir les lignes").click()
    page.get_by_label("Qui").select_option(label="Éco-Conseil SRL")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_text("Notre personnel")).to_have_count(0)
    page.get_by_role("link", name="Je ne reconnais pas ceci").first.click()
    page.get_by_label("Que devons-nous savoir").fill("Je ne connais pas cette société.")
    page.get_by_role("button", name="Poser la question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nous examinons votre question")
    expect(page.get_by_text("Vous aurez une réponse au plus tard le")).to_be_visible()

    _answer(open_page(language="fr", width=1280), signed_in)

    assert Message.objects.filter(template="something_waits.email", email=resident.email).count() == 1
    page.goto("/fr/access-log/")
    page.get_by_role("link", name="Votre question sur cette ligne").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("La réponse à votre question")
    expect(page.get_by_text("Vous avez signé un mandat en mars.")).to_be_visible()


def _answer(page: Page, signed_in) -> None:
    signed_in(page, a_member_of_staff(Role.DATA_PROTECTION_OFFICER))
    page.goto("/fr/desk/cases/")
    page.get_by_role("link", name="Ligne non reconnue").click()
    expect(page.get_by_text("Claire Delvaux")).to_have_count(0)
    page.get_by_label("Motif").fill("question d’une habitante")
    page.get_by_role("button", name="Prendre en charge").click()
    for words in ("Claire Delvaux", "Je ne connais pas cette société.", "Rémi Lambert", "advice on heating"):
        expect(page.get_by_text(words).first).to_be_visible()
    page.get_by_label("Réponse au client").fill("Vous avez signé un mandat en mars.")
    page.get_by_role("button", name="Répondre").click()
    expect(page.get_by_text("Répondu").first).to_be_visible()
    assert Case.objects.get().answer


@pytest.mark.parametrize("way", WAYS)
def test_supplier_finds_what_it_supplies_until_the_contract_ends(way, open_page: OpenPage, signed_in) -> None:
    home = a_supplied_home()
    page = open_page(**way)
    signed_in(page, a_member(a_supplier(), Role.READER))
    page.goto("/fr/supplier/")
    expect(page.get_by_role("heading", name="1 point d’accès")).to_be_visible()
    page.get_by_label("Numéro EAN").fill(home.ean)
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(home.address)
    assert home.ean not in page.url
    for words in ("1SAG1100000001", CLAIRE["name"], CLAIRE["email"]):
        expect(page.get_by_text(words)).to_be_visible()
    take_in(event("switch", "supplier_switch", ago(0), supplier=STROOM))
    page.goto("/fr/supplier/")
    expect(page.get_by_text("Le marché n’enregistre aucun contrat")).to_be_visible()
