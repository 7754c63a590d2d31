"""What a leg does when its application or it itself changes, in the same transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from connectmyhome.application.models import Application
from connectmyhome.application.signals import application_corrected, application_sent, consent_withdrawn
from connectmyhome.legs.cutting import cut
from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import change
from connectmyhome.legs.operations.closing import withdraw_legs
from connectmyhome.legs.operations.reckoning import reckon
from connectmyhome.legs.signals import leg_changed, leg_moved
from connectmyhome.legs.states import CLOSED, Party
from portal.access.actor import ANONYMOUS


@receiver(application_sent, dispatch_uid="connect_legs.cut")
def cut_into_legs(application: Application, now: datetime, **_: Any) -> None:
    """One leg per utility and operator with consent."""
    cut(application, now=now)


@receiver(application_corrected, dispatch_uid="connect_legs.corrected")
def tell_of_correction(application: Application, now: datetime, **_: Any) -> None:
    """What its operator read before is not what stands there any more: another revision."""
    for leg in application.legs.exclude(state__in=list(CLOSED)):
        change(leg, "corrected", by=Party.APPLICANT, actor=ANONYMOUS, now=now)


@receiver([leg_moved, leg_changed], dispatch_uid="connect_legs.reckon")
def keep_deadline(leg: Leg, now: datetime, **_: Any) -> None:
    """Accepted, paid, permitted, asked or answered: the clock begins, or stands still, or goes on."""
    if leg.accepted_at is not None:
        reckon([leg], now=now)


@receiver(consent_withdrawn, dispatch_uid="connect_legs.withdraw")
def withdraw_with_consent(application: Application, operator: str, now: datetime, **_: Any) -> None:
    """Who withdraws the consent for an operator withdraws what it still has to do."""
    legs = application.legs.filter(operator=operator).exclude(state__in=list(CLOSED))
    withdraw_legs(list(legs.select_related("application").order_by("pk")), actor=ANONYMOUS, now=now)
