"""Signed mandates come back: with a certificate, judged by the portal; on paper, judged by people (R8, R15)."""

import os
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mandates.papers.models import SignedPaper
from mandates.papers.operations import judge_paper
from mandates.states import MandateState
from portal.identity.models import User
from tests.journeys.browser import assert_accessible, assert_fits
from tests.journeys.conftest import OpenPage
from tests.mandates.papers.people import a_mandate_to_sign, a_reader, grantor_of
from tests.mandates.signing.hands import sign
from tests.mandates.signing.pki import Authorities
from tests.portal.uploads.clamd import clamd
from tests.portal.uploads.pdfs import ACTIVE, a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def see(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def send(page: Page, how: str, content: bytes) -> None:
    page.get_by_label(how).check()
    page.get_by_label("Mandat signé").set_input_files(
        {"name": "mandat.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Envoyer").click()


@pytest.mark.parametrize("page", [{"width": 1280}, {"width": 390, "javascript": False}], indirect=True)
def test_a_mandate_signed_with_a_certificate_counts_at_once(
    page: Page, signed_in: Any, trust: Authorities, settings: Any
) -> None:
    mandate = a_mandate_to_sign()
    signed_in(page, grantor_of(mandate))
    page.goto(f"/fr/mandates/{mandate.public_id}/paper/")
    send(page, "Avec mon eID", a_pdf(change=ACTIVE["film"]))
    expect(page.get_by_role("alert")).to_contain_text("sans script")
    with clamd() as address:
        settings.CLAMD_ADDRESS = address
        send(page, "Avec mon eID", sign(bytes(mandate.document.pdf), trust))
        expect(page.get_by_text("Merci")).to_be_visible()
    judge_paper(paper_id=SignedPaper.objects.get().pk, now=timezone.now())
    page.reload()
    expect(page.get_by_text("Accepté")).to_be_visible()
    mandate.refresh_from_db()
    assert mandate.state == MandateState.ACTIVE


def decide(page: Page, paper: SignedPaper) -> None:
    page.goto("/fr/desk/mandates/")
    page.get_by_role("link", name="Copie numérisée").click()
    expect(page.get_by_text("Lefèvre")).to_have_count(0)
    page.locator("main [name=purpose]").fill("File du jour")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("Claire Lefèvre")).to_be_visible()
    picture = page.get_by_role("img", name="Page 1 du document")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    see(page, "paper-review")
    page.get_by_label("Accepter la signature").check()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", name="Mandats signés", level=1)).to_be_visible()
    paper.refresh_from_db()
    paper.mandate.refresh_from_db()


def test_a_scan_that_was_drawn_by_lot_is_read_by_two_people(open_page: OpenPage, signed_in: Any) -> None:
    def of(user: User) -> Page:
        page: Page = signed_in(open_page(), user)
        return page

    mandate = a_mandate_to_sign()
    claire = of(grantor_of(mandate))
    claire.goto(f"/fr/mandates/{mandate.public_id}/paper/")
    send(claire, "À la main", a_pdf(pages=2))
    expect(claire.get_by_text("À lire par une personne")).to_be_visible()
    see(claire, "paper-sent")
    paper = SignedPaper.objects.get()
    SignedPaper.objects.update(two_readers=True)
    first, second = of(a_reader()), of(a_reader())
    decide(first, paper)
    assert paper.mandate.state == MandateState.UNDER_REVIEW
    expect(first.get_by_role("link", name="Copie numérisée")).to_have_count(0)
    decide(second, paper)
    assert paper.mandate.state == MandateState.ACTIVE
    claire.reload()
    expect(claire.get_by_text("Accepté")).to_be_visible()
