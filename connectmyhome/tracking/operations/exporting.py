"""The applicant takes everything along: traced before it leaves (R14)."""

from datetime import datetime
from enum import StrEnum

import orjson
from django.db import transaction

from connectmyhome.application.models import Application
from connectmyhome.application.operations.refusals import trace
from connectmyhome.tracking import record
from portal.documents import pdf
from portal.documents.registry import compose


class Form(StrEnum):
    """As what."""

    JSON = "json"
    PDF = "pdf"


@transaction.atomic
def export(*, application: Application, form: Form, language: str, now: datetime) -> bytes:
    """All that is held, as a file of class C4, in this language. The own trace line is in it."""
    trace(application, "exported", now=now, channel=form.value)
    held = record.held_about(application, now=now)
    if form is Form.JSON:
        return orjson.dumps(record.as_data(held, now=now), option=orjson.OPT_INDENT_2)
    return pdf.report(compose(record.NAME, record.context_of(held, now=now), language), language=language)
