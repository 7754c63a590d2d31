"""Answering an operator: words and file in one transaction."""

from datetime import datetime

from django.db import transaction

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.operations import attach
from connectmyhome.legs.models import Question
from connectmyhome.legs.operations import asking
from connectmyhome.tracking.files import SentFile
from portal.access.actor import ANONYMOUS


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
