"""Moving a leg in the caller's transaction: a conditional UPDATE, its step, its trace line, and who is told.

Locks are taken in one order: the application, then its legs. Whoever changes a leg calls `hold` first, so that the
changes of one application follow each other, and what an operation looked at stays so until it is done.
"""

from datetime import datetime
from typing import Any

from django.db.models import F

from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.application.states import sources as application_sources
from connectmyhome.legs.models import Leg, LegStep
from connectmyhome.legs.signals import leg_changed, leg_moved
from connectmyhome.legs.states import CLOSED, LegState, Party, sources
from portal.access.actor import Actor
from portal.audit.operations import record
from portal.primitives.errors import UnableTo


class Refusal(UnableTo):
    """Base of what operations on legs refuse; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnableToMove(UnableTo):
    """The leg is no longer where this can be done: somebody was faster. `state` is where it is now."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def hold(leg: Leg) -> None:
    """Wait until nobody else changes the application or one of its legs; the leg is as it is then. Again in the
    same transaction, it waits for nothing."""
    Application.objects.select_for_update(no_key=True).get(pk=leg.application_id)
    leg.refresh_from_db()


def hold_in(leg: Leg, *states: LegState) -> None:
    """As `hold`, for what can be done in these states only. Raises `UnableToMove`."""
    hold(leg)
    if leg.state not in states:
        raise UnableToMove(leg.state)


def move(leg: Leg, to: LegState, *, by: Party, actor: Actor, now: datetime, **changes: Any) -> None:
    """Move the leg from whatever state the table allows; with the last open leg the application is finished.
    `UnableToMove`: somebody was faster."""
    before = LegState(Leg.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=leg.pk))
    if to in CLOSED:
        changes.setdefault("closed_at", now)
    moved = Leg.objects.filter(pk=leg.pk, state__in=sources(to, by)).update(
        state=to, revision=F("revision") + 1, changed_at=now, **changes
    )
    leg.refresh_from_db()
    if not moved:
        raise UnableToMove(leg.state)
    LegStep.objects.create(leg=leg, state=to, at=now, by=by)
    trace(leg, str(to), actor=actor, now=now)
    if to in CLOSED:
        _close_with_last(leg, now)
    leg_moved.send(sender=Leg, leg=leg, before=before, by=by, now=now)


def change(leg: Leg, what: str, *, by: Party, actor: Actor, now: datetime, **changes: Any) -> None:
    """Change something of an open leg that is no state. Raises `UnableToMove` for a closed one."""
    changed = (
        Leg.objects.filter(pk=leg.pk)
        .exclude(state__in=list(CLOSED))
        .update(revision=F("revision") + 1, changed_at=now, **changes)
    )
    leg.refresh_from_db()
    if not changed:
        raise UnableToMove(leg.state)
    trace(leg, what, actor=actor, now=now)
    leg_changed.send(sender=Leg, leg=leg, what=what, by=by, now=now)


def trace(leg: Leg, what: str, *, actor: Actor, now: datetime, **told: Any) -> None:
    """Write `leg.<what>` about the applicant, in the caller's transaction."""
    record(
        code=f"leg.{what}",
        at=now,
        **actor.traced,
        subject=str(leg.application.public_id),
        reference=str(leg.public_id),
        **told,
    )


def _close_with_last(leg: Leg, now: datetime) -> None:
    if Leg.objects.filter(application=leg.application_id).exclude(state__in=list(CLOSED)).exists():
        return
    Application.objects.filter(
        pk=leg.application_id, state__in=application_sources(ApplicationState.CLOSED)
    ).update(state=ApplicationState.CLOSED, closed_at=now, changed_at=now)
