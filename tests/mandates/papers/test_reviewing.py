"""People judge papers: with a reason, never their own, one in twenty twice (R8, R15)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.html import escape

from mandates import words
from mandates.models import Mandate, MandateDocument, Signature
from mandates.papers.models import Review, SignedPaper
from mandates.papers.operations import Decision, UnableToJudge, decide, open_paper
from mandates.papers.rules import ONE_IN, needs_two_readers
from mandates.papers.states import PaperState
from mandates.queries import access_points_of
from mandates.states import MandateState, Way
from mandates.terms import terms_of
from portal.access.kinds import Granularity
from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.identity.models import User
from portal.ui import formats
from tests.factories import an_ean
from tests.mandates.factories import a_request
from tests.mandates.papers.people import (
    SCAN,
    a_mandate_to_sign,
    a_reader,
    as_staff,
    browser_of,
    grantor_of,
    sent,
)

pytestmark = pytest.mark.django_db


def take(paper: SignedPaper, reader: User) -> None:
    open_paper(paper=paper, actor=as_staff(reader), purpose="review", now=timezone.now())


def say(paper: SignedPaper, reader: User, *, accept: bool = True, reason: str = "other_signer") -> None:
    decision = Decision(accept, "" if accept else reason)
    decide(paper=paper, decision=decision, actor=as_staff(reader), now=timezone.now())


def judge_it(paper: SignedPaper, reader: User, *, accept: bool = True) -> None:
    take(paper, reader)
    say(paper, reader, accept=accept)
    paper.refresh_from_db()
    paper.mandate.refresh_from_db()


def test_an_accepted_scan_makes_the_mandate_count() -> None:
    paper = sent(a_mandate_to_sign())
    judge_it(paper, a_reader())
    assert (paper.state, paper.mandate.state) == (PaperState.ACCEPTED, MandateState.ACTIVE)
    signature = Signature.objects.get(mandate=paper.mandate)
    assert (signature.way, signature.factor, bytes(signature.sealed or b"")) == ("paper", "review", SCAN)


def test_a_refused_one_ends_it_with_its_reason() -> None:
    paper = sent(a_mandate_to_sign())
    judge_it(paper, a_reader(), accept=False)
    assert (paper.state, paper.mandate.state) == (PaperState.REJECTED, MandateState.REJECTED)
    page = browser_of(grantor_of(paper.mandate)).get(f"/en/mandates/{paper.mandate.public_id}/paper/")
    assert "It was signed by somebody else than the customer." in page.content.decode()


def test_one_of_two_readers_alone_accepts_nothing() -> None:
    paper, first, second = sent(a_mandate_to_sign(), two_readers=True), a_reader(), a_reader()
    judge_it(paper, first)
    assert (paper.state, paper.mandate.state) == (PaperState.SECOND_REVIEW, MandateState.UNDER_REVIEW)
    with pytest.raises(UnableToJudge, match="own"):
        take(paper, first)
    judge_it(paper, second)
    assert (paper.state, paper.mandate.state) == (PaperState.ACCEPTED, MandateState.ACTIVE)
    assert Review.objects.filter(accepted=True).count() == 2


def test_either_of_two_readers_refuses() -> None:
    paper = sent(a_mandate_to_sign(), two_readers=True)
    judge_it(paper, a_reader())
    judge_it(paper, a_reader(), accept=False)
    assert (paper.state, paper.mandate.state) == (PaperState.REJECTED, MandateState.REJECTED)


def test_one_in_twenty_is_drawn_and_only_the_key_tells_which(settings: Any) -> None:
    ids = [uuid.UUID(int=number) for number in range(20_000)]
    drawn = [needs_two_readers(each) for each in ids]
    assert 0.8 < sum(drawn) * ONE_IN / len(ids) < 1.2
    assert drawn == [needs_two_readers(each) for each in ids]
    settings.SECRET_KEY = "another"
    assert drawn != [needs_two_readers(each) for each in ids]


def own_paper(paper: SignedPaper, reader: User) -> None:
    SignedPaper.objects.filter(pk=paper.pk).update(uploaded_by=str(reader.public_id))


def own_mandate(paper: SignedPaper, reader: User) -> None:
    type(paper.mandate.grantor).objects.filter(pk=paper.mandate.grantor_id).update(user=reader)


def own_organisation(paper: SignedPaper, reader: User) -> None:
    now = timezone.now()
    Membership.objects.create(
        user=reader, organisation=paper.mandate.holder, role=Role.READER, given_at=now, reviewed_at=now
    )


@pytest.mark.parametrize("tie", [own_paper, own_mandate, own_organisation])
def test_nobody_judges_what_is_the_own(tie: Any) -> None:
    paper, reader = sent(a_mandate_to_sign()), a_reader()
    tie(paper, reader)
    with pytest.raises(UnableToJudge, match="own"):
        take(paper, reader)
    browser = browser_of(reader)
    assert str(paper.public_id) not in browser.get("/en/desk/mandates/").content.decode()
    assert browser.get(f"/en/desk/mandates/{paper.public_id}/").status_code == 404


@pytest.mark.parametrize("tie", [own_paper, own_mandate, own_organisation])
def test_nor_after_taking_it_in_hand(tie: Any) -> None:
    paper, reader = sent(a_mandate_to_sign()), a_reader()
    take(paper, reader)
    tie(paper, reader)
    with pytest.raises(UnableToJudge, match="own"):
        say(paper, reader)


def test_the_database_refuses_a_review_by_who_sent_it_and_a_second_one_by_the_same() -> None:
    paper = sent(a_mandate_to_sign())
    row = {"paper": paper, "accepted": True, "decided_at": timezone.now(), "uploaded_by": paper.uploaded_by}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(reviewer=paper.uploaded_by, **row)
    Review.objects.create(reviewer="somebody", **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(reviewer="somebody", **row)


def test_nothing_of_it_shows_before_a_reason_and_the_reason_is_in_the_journal() -> None:
    paper, reader = sent(a_mandate_to_sign()), a_reader()
    browser, path = browser_of(reader), f"/en/desk/mandates/{paper.public_id}/"
    assert "Lefèvre" not in browser.get("/en/desk/mandates/").content.decode()
    assert "Lefèvre" not in browser.get(path).content.decode()
    assert browser.get(path + "page/1/").status_code == 404
    page = browser.post(path, {"purpose": "Queue of today"}, follow=True).content.decode()
    assert "Lefèvre" in page
    event = Event.objects.get(code="paper_opened")
    assert (event.purpose, event.actor_id, event.subject) == (
        "Queue of today",
        str(reader.public_id),
        str(paper.mandate.grantor.public_id),  # type: ignore[union-attr]
    )
    picture = browser.get(path + "page/2/")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert browser.get(path + "page/3/").status_code == 404
    assert browser_of(a_reader()).get(path + "page/1/").status_code == 404  # in other hands


def test_the_reader_compares_the_paper_with_all_that_it_would_let_the_holder_see() -> None:
    """Access points, data, detail, days and purpose: a scan of another mandate differs in one of them."""
    paper = sent(a_mandate_to_sign())
    path = f"/en/desk/mandates/{paper.public_id}/"
    page = browser_of(a_reader()).post(path, {"purpose": "Queue"}, follow=True).content.decode()
    named = access_points_of(paper.mandate)
    assert named
    with translation.override("en"):
        told = [
            *(formats.grouped_ean(point.ean) for point in named),
            *words.kinds(paper.mandate.kinds),
            words.granularity(Granularity(paper.mandate.granularity)),
            words.data_period(terms_of(paper.mandate)),
            paper.mandate.purpose,
            formats.day(paper.mandate.ends_on),
        ]
    assert [each for each in told if escape(each) not in page] == []


def test_the_desk_is_for_who_may_judge_mandates() -> None:
    paper = sent(a_mandate_to_sign())
    for path in ("/en/desk/mandates/", f"/en/desk/mandates/{paper.public_id}/"):
        assert browser_of(grantor_of(paper.mandate)).get(path).status_code == 404


def test_findings_are_told_in_words_what_is_amiss_first() -> None:
    findings = [
        {"code": "readable", "passed": True, "detail": ""},
        {"code": "trusted", "passed": None, "detail": ""},
        {"code": "same_name", "passed": False, "detail": "Bernard Lefèvre"},
    ]
    paper = sent(a_mandate_to_sign(), way=Way.ELSEWHERE, state=PaperState.REVIEW, findings=findings)
    browser = browser_of(a_reader())
    path = f"/en/desk/mandates/{paper.public_id}/"
    page = browser.post(path, {"purpose": "Queue"}, follow=True).content.decode()
    amiss, opened, fine = (
        page.index(words)
        for words in (
            "The signer’s name is not plainly that of the customer.",
            "This could not be checked",
            "The file can be read.",
        )
    )
    assert amiss < opened < fine
    assert "Bernard Lefèvre" in page


def test_a_holder_s_scan_binds_to_what_was_asked_for_and_a_refusal_leaves_the_request_as_it_was() -> None:
    mandate = a_mandate_to_sign(state=MandateState.REQUESTED, begun_by="holder")
    refused = sent(mandate, by_holder=True)
    Mandate.objects.filter(pk=mandate.pk).update(state=MandateState.REQUESTED)  # as a holder's paper leaves it
    judge_it(refused, a_reader(), accept=False)
    assert (refused.state, refused.mandate.state) == (PaperState.REJECTED, MandateState.REQUESTED)


def test_a_scan_of_a_request_for_all_there_is_can_be_accepted_some_days_later() -> None:
    """Data grow older than three years meanwhile: the oldest days drop out, the request stays."""
    mandate = a_mandate_to_sign(state=MandateState.REQUESTED, begun_by="holder")
    asked = replace(terms_of(mandate), data_start=mandate.data_start - timedelta(days=5))
    Mandate.objects.filter(pk=mandate.pk).update(asked=asked.as_json(), data_start=asked.data_start)
    MandateDocument.objects.filter(mandate=mandate).delete()
    paper = sent(mandate, by_holder=True, document_sha256="")
    Mandate.objects.filter(pk=mandate.pk).update(state=MandateState.REQUESTED)  # as a holder's paper leaves it
    judge_it(SignedPaper.objects.get(pk=paper.pk), a_reader())
    mandate.refresh_from_db()
    assert mandate.state == MandateState.ACTIVE
    assert mandate.data_start == asked.data_start + timedelta(days=5)


def test_a_scan_for_a_request_without_a_customer_cannot_be_accepted() -> None:
    mandate = a_request([an_ean(9)])
    paper = SignedPaper.objects.create(
        mandate=mandate,
        way="paper",
        state=PaperState.REVIEW,
        content=SCAN,
        sha256="0" * 64,
        pages=2,
        held=True,
        by_holder=True,
        uploaded_by="member",
        uploaded_at=timezone.now(),
        two_readers=False,
    )
    reader = a_reader()
    take(paper, reader)
    with pytest.raises(UnableToJudge, match="nobody"):
        say(paper, reader)
    say(paper, reader, accept=False)
    mandate.refresh_from_db()
    assert mandate.state == MandateState.REQUESTED


def test_a_mandate_that_ended_meanwhile_is_not_brought_back() -> None:
    paper, reader = sent(a_mandate_to_sign()), a_reader()
    take(paper, reader)
    Mandate.objects.filter(pk=paper.mandate_id).update(state=MandateState.REVOKED)
    with pytest.raises(UnableToJudge):
        say(paper, reader)
    assert not Signature.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_decides() -> None:
    paper, first, second = sent(a_mandate_to_sign()), a_reader(), a_reader()
    take(paper, first)
    SignedPaper.objects.filter(pk=paper.pk).update(handler="")

    def hasten(reader: User) -> str:
        try:
            take(paper, reader)
            say(paper, reader)
        except UnableToJudge as refusal:
            return refusal.code
        finally:
            connection.close()
        return "decided"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(hasten, (first, second)))
    assert "decided" in outcomes
    assert outcomes.count("decided") == 1 == Review.objects.count() == Signature.objects.count()
