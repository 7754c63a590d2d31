"""Closing a leg, in the caller's transaction: nothing of it waits for anybody any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import hold, move
from connectmyhome.legs.signals import legs_withdrawn
from connectmyhome.legs.states import LegState, Party
from portal.access.actor import Actor


def close_leg(leg: Leg, to: LegState, *, by: Party, actor: Actor, now: datetime, **changes: Any) -> None:
    """Move the leg to one of the closed states, and end its open questions; its offer too, unless it was connected
    for it. The caller holds the leg. Raises `UnableToMove`."""
    leg.questions.filter(answered_at=None, withdrawn_at=None).update(withdrawn_at=now)
    if to is not LegState.CONNECTED:
        leg.offers.filter(ended_at=None).update(ended_at=now)
    move(leg, to, by=by, actor=actor, now=now, **changes)


def withdraw_legs(legs: Sequence[Leg], *, actor: Actor, now: datetime, reason: str = "") -> None:
    """All that the applicant withdraws at once of one application: the rooms above hear of it when all are gone,
    so that none of these counts any more for what the others do. Raises `UnableToMove`."""
    for leg in legs:
        hold(leg)
        close_leg(leg, LegState.WITHDRAWN, by=Party.APPLICANT, actor=actor, now=now, reason=reason)
    if legs:
        legs_withdrawn.send(sender=Leg, legs=legs, now=now)
