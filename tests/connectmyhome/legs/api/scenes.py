"""Applications with legs of all operators, and their programs."""

import hashlib
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.models import Application, Attachment, Consent
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg, Offer, Question
from connectmyhome.legs.states import LegState
from connectmyhome.operators import UTILITIES, Operator, Utility
from connectmyhome.territory.models import Commune
from connectmyhome.territory.operations import load_communes
from tests.portal.accounts.webhooks.receiver import a_network_operator
from tests.portal.api.programs import Program, a_program

LEGS = "/api/v1/connect/legs/"
ERASURES = "/api/v1/connect/erasures/"

# Every question is answered, so that a column too many would show.
ANSWERS = {key.value: f"answer to {key.value}" for key in Key} | {
    Key.UTILITIES.value: [utility.value for utility in Utility],
    Key.TELECOM_OPERATORS.value: ["proximus", "orange", "telenet"],
}


def an_application(**changes: Any) -> Application:
    """Sent a moment ago, with a plan, a permit and a certificate."""
    if not Commune.objects.exists():
        load_communes(now=timezone.now())
    now = timezone.now()
    told: dict[str, Any] = {
        "reference": uuid4().hex[:16], "state": ApplicationState.SENT, "language": "fr", "sent_at": now,
        "email": "camille@example.org", "mobile": "+32470123456", "commune": Commune.objects.get(nis="92094"),
        "answers": ANSWERS, "created_at": now, "changed_at": now,
    }  # fmt: skip
    application = Application.objects.create(**told | changes)
    for kind in (AttachmentKind.SITE_PLAN, AttachmentKind.PERMIT, AttachmentKind.CERTIBEAU):
        a_file(application, kind)
    return application


def a_file(application: Application, kind: AttachmentKind, only_for: str = "") -> Attachment:
    content = f"%PDF-1.7 {kind} {only_for}".encode()
    return Attachment.objects.create(
        application=application, kind=kind, only_for=only_for, name=f"{kind}.pdf", content=content,
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), held=True, added_at=timezone.now(),
        media_type="application/pdf",
    )  # fmt: skip


def a_leg(operator: str = "ores", application: Application | None = None, **changes: Any) -> Leg:
    """Of the first utility that the operator connects, with the consent for it."""
    application, now = application or an_application(), timezone.now()
    Consent.objects.get_or_create(
        application=application, operator=operator, withdrawn_at=None,
        defaults={"text_version": "1", "language": "fr", "given_at": now},
    )  # fmt: skip
    utility = sorted(UTILITIES[Operator(operator)])[0]
    told = {"utility": utility, "operator": operator, "sent_at": now, "changed_at": now}
    return Leg.objects.create(application=application, **told | changes)


def a_question(leg: Leg, **changes: Any) -> Question:
    told = {"text": "Where is the meter?", "asked_at": timezone.now(), "asked_by": "x", **changes}
    return Question.objects.create(leg=leg, **told)


def an_offer(leg: Leg, **changes: Any) -> Offer:
    told = {"amount": "1250.00", "valid_until": date(2030, 1, 1), "pdf": b"%PDF-", "sha256": "0" * 64, "pages": 1}
    return Offer.objects.create(leg=leg, made_at=timezone.now(), made_by="x", **told | changes)


def legs_of_all() -> dict[str, Leg]:
    """One application with a leg of each operator, each with a question, an offer and a file for it alone."""
    application = an_application()
    legs = {}
    for operator in Operator:
        leg = legs[operator.value] = a_leg(operator, application, state=LegState.OFFERED)
        a_question(leg, answer=f"secret of {operator}", answered_at=timezone.now())
        an_offer(leg)
        a_file(application, AttachmentKind.OTHER, only_for=operator.value)
    return legs


def a_program_of(operator: str = "ores", **more: str) -> Program:
    return a_program(a_network_operator(operator), **more)
