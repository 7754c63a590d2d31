"""The applicant does not want a connection any more, or none of them."""

from datetime import datetime

from django.db import transaction

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations.closing import withdraw_legs
from connectmyhome.legs.states import CLOSED
from portal.access.actor import Actor


@transaction.atomic
def withdraw(*, leg: Leg, actor: Actor, now: datetime, reason: str = "") -> None:
    """Withdraw one leg: for its operator it does not exist any more. Raises `UnableToMove`."""
    withdraw_legs([leg], reason=reason.strip(), actor=actor, now=now)


@transaction.atomic
def withdraw_all(*, application: Application, actor: Actor, now: datetime) -> None:
    """Withdraw every leg that is not over, in one course."""
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    legs = application.legs.exclude(state__in=list(CLOSED)).select_related("application").order_by("pk")
    withdraw_legs(list(legs), actor=actor, now=now)
