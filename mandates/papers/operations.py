"""Sending, judging and deciding about signed papers (R8, R15)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from mandates.models import Mandate, MandateDocument
from mandates.operations.activating import lock
from mandates.operations.preparing import UnableToPrepare, prepare
from mandates.operations.signing import (
    Evidence,
    UnableToAccept,
    UnableToMove,
    accept_signature,
    reject_signature,
    take_into_review,
)
from mandates.papers import queries
from mandates.papers.models import Review, SignedPaper
from mandates.papers.rules import KEEP_CONTENT, MOST_ATTEMPTS, needs_two_readers
from mandates.papers.states import OPEN, WITH_PEOPLE, PaperState, sources
from mandates.signing import Finding, Judgement, judge
from mandates.states import ANSWERABLE, MandateState, Way
from mandates.terms import from_json, still_possible
from portal.access.actor import SYSTEM, Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.customers.models import Occupancy
from portal.primitives.errors import UnableTo
from portal.primitives.period import belgian_day
from portal.uploads.documents import CheckedPdf


class UnableToTakePaper(UnableTo):
    """`code`: waiting (one is being judged already), closed (the mandate cannot be signed any more)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnableToJudge(UnableTo):
    """`code`: own (sent, granted or held by the person, or judged before, R15), late (a colleague was faster),
    closed (the mandate was signed or ended otherwise), nobody (no customer is known for it)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is a code of `rules.REASONS`, "" when accepted."""

    accept: bool
    reason: str = ""
    note: str = ""


@transaction.atomic
def send_paper(
    *, mandate: Mandate, way: Way, pdf: CheckedPdf, actor: Actor, by_holder: bool, now: datetime
) -> SignedPaper:
    """Keep what the grantor, or a member of the holder, sent. What bears a certificate goes to a worker first, a
    scan to people.

    A holder learns nothing from it: the request stays as it was until the paper is accepted, whether or not
    there is a customer behind it. Raises `UnableToTakePaper`.
    """
    current = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if current.state not in ANSWERABLE:
        raise UnableToTakePaper("closed")
    public_id = uuid4()
    try:
        with transaction.atomic():
            paper = SignedPaper.objects.create(
                public_id=public_id,
                mandate=current,
                way=way,
                state=PaperState.RECEIVED if way is Way.ELSEWHERE else PaperState.REVIEW,
                content=pdf.content,
                sha256=hashlib.sha256(pdf.content).hexdigest(),
                document_sha256=_document_hash(current),
                pages=pdf.pages,
                held=pdf.held,
                by_holder=by_holder,
                uploaded_by=actor.id,
                uploaded_at=now,
                two_readers=needs_two_readers(public_id),
            )
    except IntegrityError as error:
        raise UnableToTakePaper("waiting") from error
    _trace("paper_sent", paper, actor, now)
    if paper.state == PaperState.REVIEW:
        _into_review(paper, now)
    return paper


def judge_paper(*, paper_id: int, now: datetime) -> None:
    """Have the machine judge a paper signed elsewhere: accept it, or leave it to people with what was found.

    Nothing is open in the database while issuers of certificates are asked. What ends a worker more than twice is
    left to people too.
    """
    received = SignedPaper.objects.filter(pk=paper_id, state=PaperState.RECEIVED)
    if not received.update(attempts=F("attempts") + 1):
        return
    paper = SignedPaper.objects.select_related("mandate__grantor", "mandate__document").get(pk=paper_id)
    judgement = Judgement() if paper.attempts > MOST_ATTEMPTS else _judge(paper, now)
    with transaction.atomic():
        _hold(paper.mandate)
        paper.findings = [_as_json(finding) for finding in judgement.findings]
        if not received.update(findings=paper.findings):
            return
        _trace("paper_judged", paper, SYSTEM, now, accepted=judgement.accepted, held=paper.held)
        if judgement.accepted and not paper.held:
            _accept(paper, factor="certificate", actor=SYSTEM, now=now)
        else:
            SignedPaper.objects.filter(pk=paper_id).update(state=PaperState.REVIEW)
            _into_review(paper, now)


@transaction.atomic
def open_paper(*, paper: SignedPaper, actor: Actor, purpose: str, now: datetime) -> None:
    """A member of staff takes it in hand, with a reason, and may then see it. Raises `UnableToJudge`."""
    _require_other(paper, actor)
    if not SignedPaper.objects.filter(pk=paper.pk, state__in=WITH_PEOPLE).update(handler=actor.id):
        raise UnableToJudge("late")
    _trace("paper_opened", paper, actor, now, purpose=purpose)


@transaction.atomic
def decide(*, paper: SignedPaper, decision: Decision, actor: Actor, now: datetime) -> None:
    """The decision of whoever has the paper in hand. One of two readers alone accepts nothing, and refuses it
    alone. Raises `UnableToJudge`."""
    _require_other(paper, actor)
    _hold(paper.mandate)
    mine = SignedPaper.objects.select_for_update(of=("self",)).filter(
        pk=paper.pk, state__in=WITH_PEOPLE, handler=actor.id
    )
    current = mine.select_related("mandate__grantor", "mandate__holder").first()
    if current is None:
        raise UnableToJudge("late")
    if decision.accept and current.mandate.grantor_id is None:
        raise UnableToJudge("nobody")
    Review.objects.create(
        paper=current,
        reviewer=actor.id,
        uploaded_by=current.uploaded_by,
        accepted=decision.accept,
        reason=decision.reason,
        note=decision.note,
        decided_at=now,
    )
    _trace("paper_decided", current, actor, now, accepted=decision.accept, reason=decision.reason)
    if not decision.accept:
        _reject(current, decision.reason, actor, now)
    elif current.two_readers and current.state == PaperState.REVIEW:
        SignedPaper.objects.filter(pk=current.pk).update(state=PaperState.SECOND_REVIEW, handler="")
    elif not _accept(current, factor="review", actor=actor, now=now):
        raise UnableToJudge("closed")


def withdraw_overtaken(*, now: datetime) -> int:
    """Papers of mandates that were signed, answered or ended otherwise need no judgement. Returns how many."""
    overtaken = SignedPaper.objects.filter(state__in=OPEN).exclude(mandate__state__in=queries.SIGNABLE)
    return overtaken.update(state=PaperState.VOID, decided_at=now)


def forget_contents(*, now: datetime) -> int:
    """Erase the files of papers decided some months ago. Returns how many."""
    old = SignedPaper.objects.filter(content__isnull=False, decided_at__lt=now - KEEP_CONTENT)
    return old.exclude(state__in=OPEN).update(content=None)


def _judge(paper: SignedPaper, now: datetime) -> Judgement:
    grantor, document = paper.mandate.grantor, paper.mandate.document
    return judge(
        bytes(paper.content or b""),
        issued=bytes(document.pdf),
        grantor=grantor.name if grantor else "",
        now=now,
    )


def _as_json(finding: Finding) -> Mapping[str, Any]:
    return {"code": str(finding.code), "passed": finding.passed, "detail": finding.detail}


def _into_review(paper: SignedPaper, now: datetime) -> None:
    """The grantor's own mandate says that it is being read; what a holder sent changes nothing yet. What the
    grantor changed since sending it nobody could accept: the mandate waits for the signature of its new text."""
    if paper.by_holder:
        return
    try:
        _require_same_text(paper)
        take_into_review(mandate=paper.mandate, now=now)
    except (UnableToAccept, UnableToMove):
        SignedPaper.objects.filter(pk=paper.pk).update(state=PaperState.VOID, decided_at=now)


def _accept(paper: SignedPaper, *, factor: str, actor: Actor, now: datetime) -> bool:
    """Whether the mandate could still be signed; if not, the paper is void."""
    mandate = paper.mandate
    try:
        with transaction.atomic():
            document = _document(paper, now)
            if factor == "review" and mandate.state != MandateState.UNDER_REVIEW:
                take_into_review(mandate=mandate, now=now)
            accept_signature(
                mandate=mandate,
                way=Way(paper.way),
                evidence=Evidence(
                    sha256=document.sha256,
                    text_version=document.text_version,
                    factor=factor,
                    signed_at=now,
                    detail={"paper": str(paper.public_id), "findings": paper.answers},
                    signed=bytes(paper.content or b""),
                ),
                actor=actor,
                now=now,
            )
    except (UnableToMove, UnableToAccept, UnableToPrepare):
        to = PaperState.VOID
    else:
        to = PaperState.ACCEPTED
    moved = SignedPaper.objects.filter(pk=paper.pk, state__in=sources(to)).update(state=to, decided_at=now)
    return to is PaperState.ACCEPTED and moved > 0


def _document(paper: SignedPaper, now: datetime) -> MandateDocument:
    """The document that the paper is of. What a customer signed for the holder before opening the request is what
    the holder asked for. Raises `UnableToAccept` when the terms have changed since, and `UnableToPrepare`."""
    mandate = paper.mandate
    _require_same_text(paper)
    if not paper.document_sha256 and mandate.grantor is not None:
        occupancies = Occupancy.objects.filter(mandate_scopes__mandate=mandate).distinct()
        prepare(
            mandate=mandate,
            occupancies=list(occupancies.select_related("access_point", "customer")),
            terms=still_possible(from_json(mandate.asked), today=belgian_day(now)),
            language=mandate.grantor.language,
            now=now,
        )
    return MandateDocument.objects.get(mandate=mandate)


def _require_same_text(paper: SignedPaper) -> None:
    """Raises `UnableToAccept` when the mandate's text has changed since the paper was sent."""
    if _document_hash(paper.mandate) != paper.document_sha256:
        raise UnableToAccept("text")


def _document_hash(mandate: Mandate) -> str:
    return MandateDocument.objects.filter(mandate=mandate).values_list("sha256", flat=True).first() or ""


def _reject(paper: SignedPaper, reason: str, actor: Actor, now: datetime) -> None:
    """The grantor's own mandate ends with it. A request of the holder goes on waiting, so that a refusal is the
    same whether or not there is a customer behind it."""
    rejected = SignedPaper.objects.filter(pk=paper.pk, state__in=sources(PaperState.REJECTED))
    rejected.update(state=PaperState.REJECTED, decided_at=now)
    if not paper.by_holder:
        try:
            reject_signature(mandate=paper.mandate, now=now, actor=actor, reason=reason)
        except UnableToMove as error:
            raise UnableToJudge("closed") from error


def _hold(mandate: Mandate) -> None:
    """Take the locks in the order of the house: access points, mandate, and only then the paper."""
    lock(mandate)
    mandate.refresh_from_db(fields=["state"], from_queryset=Mandate.objects.select_for_update(of=("self",)))


def _require_other(paper: SignedPaper, actor: Actor) -> None:
    """Nobody judges the own paper (R15)."""
    if not queries.waiting(actor).filter(pk=paper.pk).exists():
        raise UnableToJudge("own")


def _trace(
    code: str, paper: SignedPaper, actor: Actor, now: datetime, *, purpose: str = "", **detail: Any
) -> None:
    mandate = paper.mandate
    scopes = mandate.scopes.order_by("access_point_id")
    named: list[int | None] = list(scopes.values_list("access_point_id", flat=True).distinct())
    for access_point_id in named or [None]:
        record(
            code=code,
            at=now,
            **actor.traced,
            subject=str(mandate.grantor.public_id) if mandate.grantor else "",
            access_point_id=access_point_id,
            kinds=[DataKind.CUSTOMER],
            basis=LegalBasis.OPERATOR_TASK,
            reference=str(mandate.public_id),
            purpose=purpose,
            channel="page",
            detail=detail,
        )
