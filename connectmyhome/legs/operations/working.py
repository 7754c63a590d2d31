"""From an accepted offer to the connection: permits, the day, done."""

from datetime import date, datetime

from django.db import transaction

from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import Refusal, change, hold_in, move
from connectmyhome.legs.operations.closing import close_leg
from connectmyhome.legs.operations.offering import refuse_day
from connectmyhome.legs.states import PLANNABLE, LegState, Party
from portal.access.actor import Actor
from portal.primitives.period import belgian_day
from portal.primitives.working_days import is_working_day


class UnableToPlan(Refusal):
    """`code`: unpaid, permits (they are missing), asked (a question waits for the applicant), past, not_working
    (no working day of Belgium)."""


@transaction.atomic
def need_permits(*, leg: Leg, actor: Actor, now: datetime) -> None:
    """There are road works, or the network must be extended: the leg waits for permits. Raises `UnableToMove`."""
    hold_in(leg, LegState.ACCEPTED)
    move(leg, LegState.PERMITS, by=Party.OPERATOR, actor=actor, now=now, road_works=True, permits_on=None)


@transaction.atomic
def permits_exist(*, leg: Leg, on: date, actor: Actor, now: datetime) -> None:
    """All permits exist since that day. Twice is once. Raises `UnableToRecord`, `UnableToMove`."""
    hold_in(leg, LegState.PERMITS)
    refuse_day(leg, on, now=now)
    if leg.permits_on != on:
        change(leg, "permits_exist", by=Party.OPERATOR, actor=actor, now=now, permits_on=on)


@transaction.atomic
def plan(*, leg: Leg, day: date, by: Party, actor: Actor, now: datetime) -> None:
    """The works are on that day. Raises `UnableToPlan`, `UnableToMove`."""
    hold_in(leg, *PLANNABLE)
    if code := why_not_planned(leg) or _why_not_on(day, belgian_day(now)):
        raise UnableToPlan(code)
    move(leg, LegState.PLANNED, by=by, actor=actor, now=now, planned_on=day)


@transaction.atomic
def unplan(*, leg: Leg, by: Party, actor: Actor, now: datetime) -> None:
    """The day falls away. Raises `UnableToMove`."""
    hold_in(leg, LegState.PLANNED)
    back = LegState.PERMITS if leg.road_works else LegState.ACCEPTED
    move(leg, back, by=by, actor=actor, now=now, planned_on=None)


@transaction.atomic
def report_connected(*, leg: Leg, on: date, actor: Actor, now: datetime) -> None:
    """The home was connected on that day. Raises `UnableToRecord`, `UnableToMove`."""
    hold_in(leg, LegState.PLANNED)
    refuse_day(leg, on, now=now)
    close_leg(leg, LegState.CONNECTED, by=Party.OPERATOR, actor=actor, now=now, connected_on=on)


def why_not_planned(leg: Leg) -> str:
    """The code of what an accepted leg waits for before any day can be planned; "" for nothing."""
    if leg.paid_on is None and not leg.offers.filter(accepted_at__isnull=False, amount=0).exists():
        return "unpaid"
    if leg.road_works and leg.permits_on is None:
        return "permits"
    if leg.questions.filter(answered_at=None, withdrawn_at=None).exists():
        return "asked"
    return ""


def _why_not_on(day: date, today: date) -> str:
    if day < today:
        return "past"
    return "" if is_working_day(day) else "not_working"
