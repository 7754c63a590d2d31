"""The applicant takes everything along: traced before it leaves (R14)."""

from datetime import datetime
from enum import StrEnum

import orjson
from django.db import transaction
from django.utils import translation

from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import trace
from connectmyhome.tracking import copies
from portal.documents import pdf


class Form(StrEnum):
    """As what."""

    JSON = "json"
    PDF = "pdf"


@transaction.atomic
def export(*, application: Application, form: Form, language: str, now: datetime) -> bytes:
    """All that is held, as a file of class C4, in this language. The own trace line is in it."""
    trace(application, "exported", now=now, channel=form.value)
    if form is Form.JSON:
        return orjson.dumps(copies.as_data(application, now=now), default=copies.plain, option=orjson.OPT_INDENT_2)
    with translation.override(language):
        return pdf.report(copies.as_document(application, now=now), language=language)
