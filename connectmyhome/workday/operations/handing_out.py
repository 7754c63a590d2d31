"""What of an application leaves to operators and staff, traced before it does (R14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations.showing import disclose
from connectmyhome.workday import calendar, queries
from connectmyhome.workday.common import CommonDays
from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.primitives.mobile import grouped
from portal.primitives.period import belgian_day


@dataclass(frozen=True, slots=True)
class DaysOfLeg:
    """What the operator of a leg reads of the days: `common` says why there is none, `suit_all_others` are days of
    the applicant and of all other legs."""

    common: CommonDays
    suit_all_others: Sequence[date]
    cards: list[queries.Card]


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, how to reach them, and where the works are."""

    name: str
    email: str
    mobile: str
    place: str


@transaction.atomic
def show_days(*, leg: Leg, actor: Actor, channel: str, now: datetime) -> DaysOfLeg:
    """When applicant and others can, and which day is proposed, for the leg's operator, once the trace says so.
    `channel` is "page" or "api"."""
    disclose(leg, "days_shown", actor=actor, channel=channel, now=now, kinds=[DataKind.CUSTOMER])
    today = belgian_day(now)
    return DaysOfLeg(
        common=queries.common_days(leg.application, now=now),
        suit_all_others=sorted(queries.days_of_others(leg, after=today)),
        cards=queries.cards(leg.application, leg, today=today),
    )


@transaction.atomic
def calendar_of_leg(*, leg: Leg, actor: Actor, now: datetime) -> bytes | None:
    """The calendar file of the leg's operator; None without a day. Traced as a disclosure of the address."""
    events = queries.events_of_leg(leg)
    if not events:
        return None
    disclose(leg, "days_shown", actor=actor, channel="file", now=now, kinds=[DataKind.CUSTOMER])
    return calendar.for_operator(leg, events)


@transaction.atomic
def show_applicant(*, application: Application, actor: Actor, purpose: str, now: datetime) -> Applicant:
    """Who applies, for a member of staff who gave a reason; traced."""
    record(
        code="disclosure",
        at=now,
        **actor.traced,
        subject=str(application.public_id),
        kinds=[DataKind.CUSTOMER],
        basis=LegalBasis.OPERATOR_TASK,
        reference=application.reference,
        purpose=purpose,
        channel="page",
    )
    told: Mapping[str, object] = application.answers
    return Applicant(
        name=str(told.get(Key.NAME, "")),
        email=application.email,
        mobile=grouped(application.mobile),
        place=calendar.place_of(application),
    )
