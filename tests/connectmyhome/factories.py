"""Applications for tests: complete ones, as their applicants would fill them in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from connectmyhome.application import operations
from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.models import Application
from connectmyhome.application.wanted import utilities_by_operator
from connectmyhome.operators import Operator, Utility
from connectmyhome.territory.models import Commune
from connectmyhome.territory.operations import load_communes
from portal.primitives.period import belgian_day
from portal.uploads.documents import CheckedPdf
from tests.portal.uploads.pdfs import a_pdf

NAMUR, WAVRE, COUVIN, LIEGE = "92094", "25112", "93014", "62063"


def a_commune(nis: str = NAMUR) -> Commune:
    """A commune of the file, with its operators."""
    if not Commune.objects.exists():
        load_communes(now=timezone.now())
    return Commune.objects.get(nis=nis)


def the_answers(
    *, utilities: Sequence[Utility] = tuple(Utility), postal_code: str = "5000", now: datetime | None = None
) -> dict[Key, Any]:
    """What the owner of a new house with a heat pump answers."""
    today = belgian_day(now or timezone.now())
    answers: dict[Key, Any] = {
        Key.ROLE: "owner",
        Key.NAME: "Claire Lefèvre",
        Key.INVOICE_TO: "applicant",
        Key.INVOICE_STREET: "Rue de Fer",
        Key.INVOICE_HOUSE_NUMBER: "12",
        Key.INVOICE_POSTAL_CODE: "5000",
        Key.INVOICE_LOCALITY: "Namur",
        Key.POSTAL_CODE: postal_code,
        Key.STREET: "Rue des Champs Élysées",
        Key.HOUSE_NUMBER: "7",
        Key.WORKS: "new",
        Key.BUILDING: "house",
        Key.DWELLINGS: "1",
        Key.PERMIT_NUMBER: "PU/2026/0117",
        Key.PERMIT_DATE: (today - timedelta(days=60)).isoformat(),
        Key.WANTED_FROM: (today + timedelta(days=60)).isoformat(),
        Key.WANTED_UNTIL: (today + timedelta(days=120)).isoformat(),
        Key.UTILITIES: [each.value for each in utilities],
    }
    if Utility.ELECTRICITY in utilities:
        answers |= {
            Key.SITE_SUPPLY: "no",
            Key.HEAT_PUMP_KW: "4",
            Key.SOLAR_KW: "5",
            Key.ELECTRICITY_KVA: "17.3",
            Key.ELECTRICITY_PHASES: "three_neutral",
        }
    if Utility.ELECTRICITY in utilities or Utility.GAS in utilities:
        answers[Key.COOKING] = "electric"
    if Utility.GAS in utilities:
        answers[Key.GAS_KW] = "24"
    if Utility.WATER in utilities:
        answers |= {Key.WATER_DIAMETER: "25", Key.CERTIBEAU: "planned"}
    if Utility.TELECOM in utilities:
        answers |= {Key.TELECOM_OPERATORS: ["proximus", "orange"], Key.TELECOM_MEDIUM: "fibre"}
    return answers


def an_application(
    *,
    utilities: Sequence[Utility] = tuple(Utility),
    commune: Commune | None = None,
    answers: Mapping[Key, Any] | None = None,
    email: str = "claire@example.org",
    mobile: str = "",
    language: str = "fr",
    documents: Sequence[AttachmentKind] = (AttachmentKind.SITE_PLAN, AttachmentKind.PERMIT),
    now: datetime | None = None,
) -> Application:
    """A draft with every answer and document, and no consent yet. `answers` stand over the usual ones; an empty
    one takes the usual one away."""
    now, commune = now or timezone.now(), commune or a_commune()
    application = operations.begin(
        language=language, email=email, mobile=mobile, commune=commune, client=f"test {uuid4()}", now=now
    )
    told = the_answers(utilities=utilities, postal_code=commune.postal_codes[0], now=now) | dict(answers or {})
    operations.save(application=application, answers=told, revision=application.revision, now=now)
    for kind in documents:
        checked = CheckedPdf(a_pdf(), 1, held=False)
        operations.attach(application=application, kind=kind, checked=checked, name=f"{kind}.pdf", now=now)
    application.refresh_from_db()
    return application


def a_sent_application(
    *, consents: Sequence[Operator] | None = None, now: datetime | None = None, **values: Any
) -> Application:
    """An application that was sent to the operators in `consents`: by default to all that it asks for.
    What else is as in `an_application`."""
    now = now or timezone.now()
    application = an_application(now=now, **values)
    for operator in utilities_by_operator(application, now=now) if consents is None else consents:
        operations.consent(application=application, operator=operator, language="fr", now=now)
    operations.send(application=application, now=now)
    return application
