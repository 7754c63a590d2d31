"""The operator takes a leg up, or refuses it."""

from datetime import datetime

from django.db import transaction

from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import Refusal, hold, hold_in, move
from connectmyhome.legs.operations.closing import close_leg
from connectmyhome.legs.states import LegState, Party
from portal.access.actor import Actor


class UnableToRefuse(Refusal):
    """`code`: empty (the applicant must be told why)."""


@transaction.atomic
def begin_study(*, leg: Leg, actor: Actor, now: datetime, own_reference: str = "") -> None:
    """The operator studies the leg, under its own reference. Raises `UnableToMove`."""
    hold_in(leg, LegState.SUBMITTED)
    changes = {"own_reference": own_reference} if own_reference else {}
    move(leg, LegState.IN_STUDY, by=Party.OPERATOR, actor=actor, now=now, **changes)


@transaction.atomic
def refuse(*, leg: Leg, reason: str, actor: Actor, now: datetime) -> None:
    """The operator does not connect this. The applicant reads the reason. Raises `UnableToRefuse`,
    `UnableToMove`."""
    if not reason.strip():
        raise UnableToRefuse("empty")
    hold(leg)
    close_leg(leg, LegState.REFUSED, by=Party.OPERATOR, actor=actor, now=now, reason=reason.strip())
