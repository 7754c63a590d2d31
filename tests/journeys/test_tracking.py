"""An applicant follows an application, in French and in Dutch, on a telephone, without JavaScript."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from connectmyhome.application.models import Application
from connectmyhome.tracking.retention.operations import load_retentions
from portal.messaging.models import Message
from tests.connectmyhome.tracking.applicants import a_house, let_in
from tests.journeys.browser import assert_fits
from tests.journeys.conftest import OpenPage, with_session
from tests.portal.uploads.pdfs import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "fr": {
        "answer_one": "Répondre ORES, électricité",
        "your_answer": "Votre réponse",
        "send": "Envoyer",
        "send_one": "Envoyer Plan d’implantation, ORES",
        "plan": "Plan d’implantation",
        "sent": "Envoyé à ORES.",
        "look": "Voir l’offre Proximus, télécom",
        "accept": "Accepter pour",
        "accepted": "Accepté. Proximus en est averti.",
        "withdraw": "Retirer ce raccordement eau, SWDE",
        "withdraw_it": "Retirer ce raccordement",
        "withdrawn": "Retiré. SWDE en est averti.",
        "data": "Vos données",
        "erase": "Effacer ma demande",
        "erase_all": "Tout retirer et effacer",
        "erased": "Votre demande est effacée",
    },
    "nl": {
        "answer_one": "Antwoorden ORES, elektriciteit",
        "your_answer": "Uw antwoord",
        "send": "Versturen",
        "send_one": "Versturen Inplantingsplan, ORES",
        "plan": "Inplantingsplan",
        "sent": "Verstuurd naar ORES.",
        "look": "De offerte bekijken Proximus, telecom",
        "accept": "Aanvaarden voor",
        "accepted": "Aanvaard. Proximus heeft bericht gekregen.",
        "withdraw": "Deze aansluiting intrekken water, SWDE",
        "withdraw_it": "Deze aansluiting intrekken",
        "withdrawn": "Ingetrokken. SWDE heeft bericht gekregen.",
        "data": "Uw gegevens",
        "erase": "Mijn aanvraag wissen",
        "erase_all": "Alles intrekken en wissen",
        "erased": "Uw aanvraag is gewist",
    },
}

Begin = Callable[[str], tuple[Application, Page]]


@pytest.fixture
def begin(open_page: OpenPage) -> Begin:
    """A telephone without JavaScript at the tracking page of a house."""

    def at_tracking(language: str) -> tuple[Application, Page]:
        load_retentions(now=timezone.now())
        application = a_house(language=language)
        page = with_session(open_page(width=390, javascript=False, language=language), let_in(application))
        page.goto(f"/{language}/connect/{application.reference}/track/")
        return application, page

    return at_tracking


def fits(page: Page) -> None:
    """Once the page is there, nothing scrolls sideways."""
    page.wait_for_load_state()
    expect(page.locator("footer")).to_be_visible()
    assert_fits(page)


def states(application: Application) -> dict[tuple[str, str], str]:
    return {(leg.operator, leg.utility): leg.state for leg in application.legs.all()}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_an_applicant_answers_sends_what_is_missing_accepts_and_withdraws_one(begin: Begin, language: str) -> None:
    words, (application, page) = WORDS[language], begin(language)

    page.get_by_role("link", name=words["answer_one"]).first.click()
    page.get_by_label(words["your_answer"]).fill("Au garage")
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("status")).to_contain_text(words["sent"])

    page.get_by_role("link", name=words["send_one"]).click()
    page.get_by_label(words["plan"]).set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    )
    fits(page)
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("status")).to_contain_text(words["sent"])

    page.get_by_role("link", name=words["look"]).click()
    fits(page)
    page.get_by_role("button", name=words["accept"]).click()
    expect(page.get_by_role("status")).to_contain_text(words["accepted"])

    page.get_by_role("link", name=words["withdraw"]).click()
    fits(page)
    page.get_by_role("button", name=words["withdraw_it"]).click()
    expect(page.get_by_role("status")).to_contain_text(words["withdrawn"])
    fits(page)

    assert states(application) == {
        ("ores", "electricity"): "in_study",
        ("ores", "gas"): "submitted",
        ("swde", "water"): "withdrawn",
        ("proximus", "telecom"): "accepted",
        ("orange", "telecom"): "offered",
    }


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_an_applicant_has_everything_erased(begin: Begin, language: str) -> None:
    words, (application, page) = WORDS[language], begin(language)

    page.get_by_role("link", name=words["data"]).first.click()
    fits(page)
    page.get_by_role("link", name=words["erase"]).click()
    fits(page)
    page.get_by_role("button", name=words["erase_all"]).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(words["erased"])
    fits(page)
    application.refresh_from_db()
    assert (application.state, application.answers, application.email) == ("erased", {}, "")
    assert Message.objects.filter(template="connect_erased.email").count() == 1
    assert page.goto(f"/{language}/connect/{application.reference}/track/").status == 404
