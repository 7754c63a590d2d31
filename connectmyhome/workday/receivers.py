"""What becomes of a work day when a leg moves or an application goes, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from connectmyhome.application.models import Application
from connectmyhome.application.signals import application_erased
from connectmyhome.legs.models import Leg
from connectmyhome.legs.signals import leg_changed, leg_moved, legs_withdrawn
from connectmyhome.legs.states import CLOSED, PLANNABLE, LegState, Party
from connectmyhome.workday.models import ApplicantDay, OperatorDay, Proposal
from connectmyhome.workday.operations.agreeing import fall, follow_up, go_on_without, leave, propose_if_all_can
from connectmyhome.workday.operations.locking import hold
from connectmyhome.workday.states import SAID, ProposalState
from portal.access.actor import SYSTEM
from portal.primitives.period import belgian_day


@receiver(leg_moved, dispatch_uid="connect_workday.follow")
def follow(leg: Leg, by: Party, now: datetime, **_: Any) -> None:
    """Closed, or planned elsewhere: the others go on without it; without what is withdrawn once all that goes with
    it has gone. No longer planned: everybody is asked again, unless the day was there."""
    if leg.state == LegState.CONNECTED:
        OperatorDay.objects.filter(leg=leg).delete()
    elif leg.state in CLOSED or (leg.state == LegState.PLANNED and not _is_on_agreed_day(leg)):
        if leg.state != LegState.WITHDRAWN:
            go_on_without([leg], by=by, actor=SYSTEM, now=now)
    elif leg.state != LegState.PLANNED:
        for proposal in _agreed(leg).select_related("application"):
            hold(leg.application)
            if proposal.day > belgian_day(now):
                fall(proposal, by=by, leg=leg, actor=SYSTEM, now=now)
            else:  # the others came, or are there: they have yet to report it
                leave(proposal, [leg], by=by, actor=SYSTEM, now=now)
            propose_if_all_can(leg.application, now=now)


@receiver(legs_withdrawn, dispatch_uid="connect_workday.withdrawn")
def let_go(legs: Sequence[Leg], now: datetime, **_: Any) -> None:
    """All of them leave before it is looked at what the others agreed."""
    go_on_without(legs, by=Party.APPLICANT, actor=SYSTEM, now=now)


@receiver(leg_changed, dispatch_uid="connect_workday.follow_up")
def see_whether_ready(leg: Leg, what: str, now: datetime, **_: Any) -> None:
    """Paid, permitted or answered: it may have been the last thing that a day waited for. What was said of the day
    itself is seen to where it was said."""
    if leg.state in PLANNABLE and what not in SAID:
        follow_up(leg.application, actor=SYSTEM, now=now)


@receiver(application_erased, dispatch_uid="connect_workday.erase")
def forget(application: Application, **_: Any) -> None:
    """The days that suited the applicant go with the rest."""
    ApplicantDay.objects.filter(application=application).delete()


def _agreed(leg: Leg) -> QuerySet[Proposal]:
    """The days that were agreed for the leg, and stand."""
    return Proposal.objects.filter(state=ProposalState.AGREED, assents__leg=leg, assents__left_at=None)


def _is_on_agreed_day(leg: Leg) -> bool:
    return leg.planned_on in _agreed(leg).values_list("day", flat=True)
