"""The applicant does not want a connection any more, or none of them."""

from datetime import datetime

from django.db import transaction

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations.closing import withdraw_leg
from connectmyhome.legs.states import CLOSED
from portal.access.actor import Actor


@transaction.atomic
def withdraw(*, leg: Leg, actor: Actor, now: datetime, reason: str = "") -> None:
    """Withdraw one leg: for its operator it does not exist any more. Raises `UnableToMove`."""
    withdraw_leg(leg, reason=reason.strip(), actor=actor, now=now)


@transaction.atomic
def withdraw_all(*, application: Application, actor: Actor, now: datetime) -> None:
    """Withdraw every leg that is not over."""
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    for leg in application.legs.exclude(state__in=list(CLOSED)).order_by("pk"):
        withdraw_leg(leg, reason="", actor=actor, now=now)
