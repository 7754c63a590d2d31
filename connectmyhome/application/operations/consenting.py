"""Consent, per operator (R13)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from connectmyhome.application.models import Application, Consent
from connectmyhome.application.operations.refusals import UnableToApply, trace
from connectmyhome.application.rules import CONSENT_TEXT
from connectmyhome.application.signals import consent_withdrawn
from connectmyhome.application.states import ApplicationState
from connectmyhome.application.wanted import utilities_by_operator
from connectmyhome.operators import Operator


@transaction.atomic
def consent(*, application: Application, operator: Operator, language: str, now: datetime) -> None:
    """Let the operator have the part of the application that is for it, once it is sent. Given twice, it is one.

    Raises `UnableToApply`: sent, operator.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state != ApplicationState.DRAFT:
        raise UnableToApply("sent")
    if operator not in utilities_by_operator(row, now=now):
        raise UnableToApply("operator")
    given = {"text_version": CONSENT_TEXT, "language": language, "given_at": now}
    Consent.objects.get_or_create(application=row, operator=operator, withdrawn_at=None, defaults=given)


@transaction.atomic
def withdraw_consent(*, application: Application, operator: Operator, now: datetime) -> None:
    """Take the consent back; once it was sent, the operator's legs that still run are withdrawn with it. Taken
    back twice, it is taken back."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    withdrawn = row.consents.filter(operator=operator, withdrawn_at=None).update(withdrawn_at=now)
    if withdrawn and row.state != ApplicationState.DRAFT:
        trace(row, "consent_withdrawn", now=now)
        consent_withdrawn.send(sender=Application, application=row, operator=str(operator), now=now)


@transaction.atomic
def agree(
    *,
    application: Application,
    operators: Collection[Operator],
    language: str,
    now: datetime,
    revision: int | None = None,
) -> None:
    """Consent for those of these operators that the application goes to, and for none else.

    `revision` is that of the page that said what each of them gets. Raises `UnableToApply`: sent; changed, when
    something was saved since: nobody agreed to that.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state != ApplicationState.DRAFT:
        raise UnableToApply("sent")
    if revision not in (None, row.revision):
        raise UnableToApply("changed")
    held = set(row.consents.filter(withdrawn_at=None).values_list("operator", flat=True))
    for code in held - set(operators):
        withdraw_consent(application=row, operator=Operator(code), now=now)
    for operator in utilities_by_operator(row, now=now).keys() & set(operators):
        consent(application=row, operator=operator, language=language, now=now)
