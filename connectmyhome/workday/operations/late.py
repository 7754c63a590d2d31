"""Alerts about legs that are past their legal term."""

from datetime import date, datetime

from django.db import transaction

from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg
from connectmyhome.legs.queries import with_clocks
from connectmyhome.legs.states import LegState
from connectmyhome.workday.models import LateAlert
from connectmyhome.workday.operations.telling import organisations_of
from portal.messaging.operations import Recipient, enqueue

_RUNS = (LegState.ACCEPTED, LegState.PERMITS, LegState.PLANNED)


def alert_late(*, now: datetime) -> int:
    """Tell the operator of each leg that is past its term, and enter it for the coordinator; once per leg, however
    often this is called. Returns how many were new."""
    unknown = Leg.objects.filter(state__in=_RUNS, late_alert=None, application__state=ApplicationState.SENT)
    late = [(leg, clock.deadline) for leg, clock in with_clocks(unknown, now=now) if clock.late and clock.deadline]
    return sum(_alert(leg, deadline, now) for leg, deadline in late)


@transaction.atomic
def _alert(leg: Leg, deadline: date, now: datetime) -> bool:
    _, new = LateAlert.objects.get_or_create(leg=leg, defaults={"deadline": deadline, "raised_at": now})
    if new:
        for organisation in organisations_of([leg.operator]):
            enqueue(
                template="leg_late.email",
                to=Recipient(language=organisation.language, email=organisation.email),
                context={},
                key=f"leg:{leg.public_id}:late",
                now=now,
            )
    return new
