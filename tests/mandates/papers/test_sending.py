"""Sending a signed mandate, and what becomes of it without a person (R8)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from mandates.models import MandateDocument, Signature
from mandates.papers.models import SignedPaper
from mandates.papers.operations import UnableToTakePaper, forget_contents, judge_paper, withdraw_overtaken
from mandates.papers.rules import KEEP_CONTENT
from mandates.papers.states import PaperState
from mandates.states import MandateState, Way
from portal.accounts.roles import Role
from portal.audit.models import Event
from tests.factories import a_member, an_ean
from tests.mandates.factories import a_request
from tests.mandates.papers.people import SCAN, a_mandate_to_sign, browser_of, grantor_of, sent, upload
from tests.mandates.signing.hands import sign
from tests.mandates.signing.pki import Authorities
from tests.portal.uploads.clamd import clamd
from tests.portal.uploads.pdfs import ACTIVE, a_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings: Any) -> Iterator[None]:
    with clamd() as address:
        settings.CLAMD_ADDRESS = address
        yield


def judged(paper: SignedPaper) -> SignedPaper:
    judge_paper(paper_id=paper.pk, now=timezone.now())
    paper.refresh_from_db()
    paper.mandate.refresh_from_db()
    return paper


def test_a_mandate_signed_with_the_own_certificate_counts_by_itself(trust: Authorities, scanner: None) -> None:
    mandate = a_mandate_to_sign()
    signed = sign(bytes(mandate.document.pdf), trust)
    paper = judged(sent(mandate, signed, Way.ELSEWHERE))
    assert paper.state == PaperState.ACCEPTED
    assert paper.mandate.state == MandateState.ACTIVE
    signature = Signature.objects.get(mandate=mandate)
    assert (signature.way, signature.factor, bytes(signature.sealed or b"")) == (
        "elsewhere",
        "certificate",
        signed,
    )
    assert "Claire" not in str(signature.detail)


def test_without_a_virus_scanner_even_a_good_signature_waits_for_a_person(trust: Authorities) -> None:
    mandate = a_mandate_to_sign()
    paper = judged(sent(mandate, sign(bytes(mandate.document.pdf), trust), Way.ELSEWHERE))
    assert paper.held
    assert paper.state == PaperState.REVIEW
    assert all(paper.answers.values())
    assert paper.mandate.state == MandateState.UNDER_REVIEW


def test_a_doubt_waits_for_a_person_with_what_was_found(trust: Authorities, scanner: None) -> None:
    mandate = a_mandate_to_sign()
    paper = judged(sent(mandate, sign(bytes(mandate.document.pdf), trust, "other"), Way.ELSEWHERE))
    assert paper.state == PaperState.REVIEW
    assert [code for code, passed in paper.answers.items() if not passed] == ["same_name"]
    assert paper.mandate.state == MandateState.UNDER_REVIEW


def test_the_paper_of_another_mandate_is_not_accepted(trust: Authorities, scanner: None) -> None:
    mandate, other = a_mandate_to_sign(), a_mandate_to_sign()
    paper = judged(sent(mandate, sign(bytes(other.document.pdf), trust), Way.ELSEWHERE))
    assert paper.state == PaperState.REVIEW
    assert paper.answers["our_document"] is False


def test_a_mandate_that_was_changed_after_its_paper_was_sent_waits_for_another_signature(
    trust: Authorities, scanner: None
) -> None:
    mandate = a_mandate_to_sign()
    paper = sent(mandate, sign(bytes(mandate.document.pdf), trust), Way.ELSEWHERE)
    MandateDocument.objects.filter(mandate=mandate).update(pdf=b"%PDF another", sha256="1" * 64)
    judged(paper)
    assert (paper.state, paper.mandate.state) == (PaperState.VOID, MandateState.DRAFT)


def test_a_paper_that_ends_its_workers_is_left_to_a_person(trust: Authorities, scanner: None) -> None:
    mandate = a_mandate_to_sign()
    signed = sign(bytes(mandate.document.pdf), trust)
    paper = judged(sent(mandate, signed, Way.ELSEWHERE, attempts=3))
    assert paper.state == PaperState.REVIEW
    assert paper.findings == []


def test_judging_twice_changes_nothing(trust: Authorities, scanner: None) -> None:
    mandate = a_mandate_to_sign()
    paper = judged(sent(mandate, sign(bytes(mandate.document.pdf), trust), Way.ELSEWHERE))
    judged(paper)
    assert Signature.objects.count() == 1


def test_one_paper_at_a_time_is_judged() -> None:
    mandate = a_mandate_to_sign()
    sent(mandate)
    with pytest.raises(UnableToTakePaper, match="closed"):
        sent(mandate)


def test_a_paper_is_put_away_when_the_mandate_ends_otherwise() -> None:
    mandate = a_mandate_to_sign()
    paper = sent(mandate)
    type(mandate).objects.filter(pk=mandate.pk).update(state=MandateState.REVOKED)
    assert withdraw_overtaken(now=timezone.now()) == 1
    paper.refresh_from_db()
    assert paper.state == PaperState.VOID


def test_files_are_erased_some_months_after_the_decision() -> None:
    now = timezone.now()
    mandate = a_mandate_to_sign()
    paper = sent(mandate, state=PaperState.REJECTED, decided_at=now)
    assert forget_contents(now=now + KEEP_CONTENT) == 0
    assert forget_contents(now=now + KEEP_CONTENT * 1.01) == 1
    paper.refresh_from_db()
    assert paper.content is None


def test_the_grantor_finds_the_exact_file_and_sends_it_back_on_one_page() -> None:
    mandate = a_mandate_to_sign()
    browser = browser_of(grantor_of(mandate))
    path = f"/fr/mandates/{mandate.public_id}/paper/"
    assert f"/fr/mandates/{mandate.public_id}/document/" in browser.get(path).content.decode()
    assert browser.get(f"/fr/mandates/{mandate.public_id}/document/").content == bytes(mandate.document.pdf)
    assert browser.post(path, {"way": "paper", "pdf": upload()}).status_code == 302
    paper = SignedPaper.objects.get()
    assert (paper.state, paper.uploaded_by) == (PaperState.REVIEW, str(grantor_of(mandate).public_id))
    assert bytes(paper.content or b"") == SCAN
    assert Event.objects.filter(code="paper_sent").exists()


def test_what_is_wrong_with_a_file_stands_at_its_field() -> None:
    mandate = a_mandate_to_sign()
    browser = browser_of(grantor_of(mandate))
    path = f"/fr/mandates/{mandate.public_id}/paper/"
    page = browser.post(path, {"way": "paper", "pdf": upload(a_pdf(change=ACTIVE["film"]))})
    assert "sans script" in page.content.decode()
    assert "id_pdf" in page.content.decode()
    assert not SignedPaper.objects.exists()


def test_nobody_else_finds_the_page() -> None:
    mandate = a_mandate_to_sign()
    other = browser_of(grantor_of(a_mandate_to_sign()))
    assert other.get(f"/fr/mandates/{mandate.public_id}/paper/").status_code == 404


def test_a_holder_learns_nothing_from_sending_a_scan() -> None:
    """The request with a customer behind it, and the one without, look the same."""
    known = a_mandate_to_sign(state=MandateState.REQUESTED, begun_by="holder")
    unknown = a_request([an_ean(7)], holder=known.holder)
    browser = browser_of(a_member(known.holder))
    pages = []
    for mandate in (known, unknown):
        path = f"/fr/partner/mandates/{mandate.public_id}/paper/"
        assert browser.post(path, {"pdf": upload(a_pdf(pages=1 + mandate.pk % 2))}).status_code == 302
        pages.append(browser.get(path).content.decode().replace(str(mandate.public_id), ""))
        mandate.refresh_from_db()
        assert mandate.state == MandateState.REQUESTED
    assert pages[0].split("<main")[1].split("csrf")[0] == pages[1].split("<main")[1].split("csrf")[0]
    stranger = browser_of(a_member(a_mandate_to_sign().holder))
    assert stranger.get(f"/fr/partner/mandates/{known.public_id}/paper/").status_code == 404
    reader = browser_of(a_member(known.holder, Role.READER))
    assert reader.get(f"/fr/partner/mandates/{known.public_id}/paper/").status_code == 403
