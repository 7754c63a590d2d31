"""Answering an operator: words and file in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.operations import attach
from connectmyhome.legs.models import Question
from connectmyhome.legs.operations import asking
from portal.access.actor import ANONYMOUS
from portal.uploads.documents import CheckedPdf


@dataclass(frozen=True, slots=True)
class SentFile:
    """A PDF, or a photo as JPEG drawn anew; `name` as the applicant called it."""

    checked: CheckedPdf | bytes
    name: str


@transaction.atomic
def answer(*, question: Question, text: str, file: SentFile | None, now: datetime) -> None:
    """Send the answer to the operator that asked, and the file to no other one. Raises `UnableToAnswer` for a
    question that was answered or taken back meanwhile."""
    leg = question.leg
    attachment = None
    if file is not None:
        attachment = attach(
            application=leg.application,
            kind=AttachmentKind(question.document or AttachmentKind.OTHER),
            checked=file.checked,
            name=file.name,
            only_for=leg.operator,
            now=now,
        )
    asking.answer(question=question, text=text, attachment=attachment, actor=ANONYMOUS, now=now)
