"""What tracking does when a leg changes, in the same transaction."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from connectmyhome.application.models import Application
from connectmyhome.application.signals import application_erased
from connectmyhome.legs.models import Leg
from connectmyhome.legs.signals import leg_changed, leg_moved
from connectmyhome.legs.states import LegState, Party
from connectmyhome.tracking import words
from connectmyhome.tracking.operations.erasing import erase_what_was_said
from connectmyhome.tracking.operations.telling import tell
from connectmyhome.workday.signals import work_day_changed


@receiver(leg_moved, dispatch_uid="connect_tracking.moved")
def tell_of_move(leg: Leg, by: Party, before: LegState | None, now: datetime, **_: Any) -> None:
    """What the applicant did alone is no news to the applicant."""
    what = words.news_of_move(before, LegState(leg.state))
    if what and before is not None and by is not Party.APPLICANT:
        tell(leg.application, leg, what, now=now)


@receiver(leg_changed, dispatch_uid="connect_tracking.changed")
def tell_of_change(leg: Leg, what: str, by: Party, now: datetime, **_: Any) -> None:
    """As `tell_of_move`, of changes that are no state."""
    if what in words.TOLD_CHANGES and by is not Party.APPLICANT:
        tell(leg.application, leg, what, now=now)


@receiver(work_day_changed, dispatch_uid="connect_tracking.work_day")
def tell_of_work_day(application: Application, what: str, now: datetime, **_: Any) -> None:
    """A day that is proposed waits for the applicant too; one that is agreed or falls concerns all."""
    tell(application, None, str(what), now=now)


@receiver(application_erased, dispatch_uid="connect_tracking.erase")
def erase_with_application(application: Application, **_: Any) -> None:
    """What was said goes with the answers."""
    erase_what_was_said(application)
