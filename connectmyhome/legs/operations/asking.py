"""Questions of the operator to the applicant, and missing documents. While one is open, the leg waits for the
applicant."""

from datetime import datetime

from django.db import transaction

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.columns import ATTACHMENTS
from connectmyhome.application.models import Attachment
from connectmyhome.legs.models import Leg, Question
from connectmyhome.legs.moving import Refusal, change, hold_in, move
from connectmyhome.legs.states import OPEN, LegState, Party
from connectmyhome.operators import Utility
from portal.access.actor import Actor


class UnableToAsk(Refusal):
    """`code`: asked (the same waits for an answer already), document (none of those that this operator is given),
    empty."""


class UnableToAnswer(Refusal):
    """`code`: over (it was answered or taken back), document (the file that was asked for is not there), empty."""


@transaction.atomic
def ask(*, leg: Leg, text: str, actor: Actor, now: datetime) -> Question:
    """Ask the applicant something. Raises `UnableToAsk`, `UnableToMove`."""
    hold_in(leg, *OPEN)
    question = _ask(leg, text, "", actor, now)
    change(leg, "asked", by=Party.OPERATOR, actor=actor, now=now)
    return question


@transaction.atomic
def miss(*, leg: Leg, document: AttachmentKind, text: str, actor: Actor, now: datetime) -> Question:
    """Ask for a document: the leg is incomplete until the applicant has sent all that is asked for. `text` says
    what is wrong or missing. Raises `UnableToAsk`, `UnableToMove`."""
    hold_in(leg, LegState.SUBMITTED, LegState.INCOMPLETE, LegState.IN_STUDY)
    if document not in may_miss(leg):
        raise UnableToAsk("document")
    question = _ask(leg, text, document, actor, now)
    if leg.state == LegState.INCOMPLETE:
        change(leg, "asked", by=Party.OPERATOR, actor=actor, now=now)
    else:
        move(leg, LegState.INCOMPLETE, by=Party.OPERATOR, actor=actor, now=now)
    return question


@transaction.atomic
def take_back(*, question: Question, actor: Actor, now: datetime) -> None:
    """The operator needs no answer any more. Raises `UnableToAnswer`, `UnableToMove`."""
    leg = question.leg
    hold_in(leg, *OPEN)
    _end(question, withdrawn_at=now)
    change(leg, "question_taken_back", by=Party.OPERATOR, actor=actor, now=now)
    _complete(leg, Party.OPERATOR, actor, now)


@transaction.atomic
def answer(
    *, question: Question, text: str, actor: Actor, now: datetime, attachment: Attachment | None = None
) -> None:
    """Answer as the applicant. Who is asked for a document sends it: an attachment of that kind. With the last one
    the leg is complete. Raises `UnableToAnswer`, `UnableToMove`."""
    leg = question.leg
    hold_in(leg, *OPEN)
    if question.document and not _is_asked_for(attachment, question, leg):
        raise UnableToAnswer("document")
    if not (text.strip() or attachment):
        raise UnableToAnswer("empty")
    _end(question, answer=text.strip(), attachment=attachment, answered_at=now)
    change(leg, "answered", by=Party.APPLICANT, actor=actor, now=now)
    _complete(leg, Party.APPLICANT, actor, now)


def may_miss(leg: Leg) -> tuple[AttachmentKind, ...]:
    """The documents that the operator of the leg may ask for: those that it is given, and another one."""
    return (*ATTACHMENTS[Utility(leg.utility)], AttachmentKind.OTHER)


def _ask(leg: Leg, text: str, document: str, actor: Actor, now: datetime) -> Question:
    text = text.strip()
    if not text:
        raise UnableToAsk("empty")
    waiting = leg.questions.filter(answered_at=None, withdrawn_at=None, document=document)
    if (waiting if document else waiting.filter(text=text)).exists():
        raise UnableToAsk("asked")
    return Question.objects.create(leg=leg, text=text, document=document, asked_at=now, asked_by=actor.id)


def _end(question: Question, **changes: object) -> None:
    open_one = Question.objects.filter(pk=question.pk, answered_at=None, withdrawn_at=None)
    ended = open_one.update(**changes)
    question.refresh_from_db()
    if not ended:
        raise UnableToAnswer("over")


def _is_asked_for(attachment: Attachment | None, question: Question, leg: Leg) -> bool:
    return (
        attachment is not None
        and attachment.application_id == leg.application_id
        and attachment.kind == question.document
        and attachment.only_for in ("", leg.operator)
    )


def _complete(leg: Leg, by: Party, actor: Actor, now: datetime) -> None:
    """Nothing that is missing was asked for in vain any more: the operator goes on."""
    missed = leg.questions.filter(answered_at=None, withdrawn_at=None).exclude(document="")
    if leg.state == LegState.INCOMPLETE and not missed.exists():
        move(leg, LegState.SUBMITTED, by=by, actor=actor, now=now)
