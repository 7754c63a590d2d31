"""What of an application leaves to operators and staff, traced before it does (R14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.workday import calendar
from connectmyhome.workday.queries import events_of_leg
from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, how to reach them, and where the works are."""

    name: str
    email: str
    mobile: str
    place: str


@transaction.atomic
def calendar_of_leg(*, leg: Leg, actor: Actor, now: datetime) -> bytes | None:
    """The calendar file of the leg's operator; None without a day. Traced as a disclosure of the address."""
    events = events_of_leg(leg)
    if not events:
        return None
    _trace(leg.application, actor, now, reference=str(leg.public_id), channel="file")
    return calendar.for_operator(leg, events)


@transaction.atomic
def show_applicant(*, application: Application, actor: Actor, purpose: str, now: datetime) -> Applicant:
    """Who applies, for a member of staff who gave a reason; traced."""
    _trace(application, actor, now, reference=application.reference, channel="page", purpose=purpose)
    told: Mapping[str, object] = application.answers
    return Applicant(
        name=str(told.get(Key.NAME, "")),
        email=application.email,
        mobile=application.mobile,
        place=calendar.place_of(application),
    )


def _trace(application: Application, actor: Actor, now: datetime, **told: Any) -> None:
    record(
        code="disclosure",
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        organisation=actor.organisation,
        role=actor.role,
        subject=str(application.public_id),
        kinds=[DataKind.CUSTOMER],
        basis=LegalBasis.OPERATOR_TASK,
        **told,
    )
