"""When operators are asked to erase, in the transaction of the applicant's wish."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from connectmyhome.application.models import Application
from connectmyhome.application.signals import application_erased, consent_withdrawn
from connectmyhome.legs.erasures.operations import ask


@receiver(consent_withdrawn, dispatch_uid="connect_erasures.ask_one")
def ask_one(application: Application, operator: str, now: datetime, **_: Any) -> None:
    """Who takes the consent back wants that operator to keep nothing."""
    ask(application=application, operator=operator, now=now)


@receiver(application_erased, dispatch_uid="connect_erasures.ask_all")
def ask_all(application: Application, now: datetime, **_: Any) -> None:
    """Each operator that still had the consent; the others were asked when it was taken back."""
    consented = application.consents.filter(withdrawn_at=None).values_list("operator", flat=True)
    for operator in sorted(set(consented)):
        ask(application=application, operator=operator, now=now)
