"""Watching over look-ups: a second person confirms that the case exists; the head gets a report each month."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from mandates.welfare import queries
from mandates.welfare.models import CaseLookUp
from portal.access.actor import Actor
from portal.audit.operations import record
from portal.cases.operations import open_case
from portal.cases.states import Alert, CaseKind
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.period import BELGIUM, Period, belgian_day

CASE_WITHIN = timedelta(days=30)  # a look-up whose case nobody has confirmed by then raises an alert
_CAUGHT_UP = timedelta(days=7)  # rounds that were missed are made up for
KEPT = timedelta(days=610)  # twenty months, as the trace's roll-ups (R14)


@transaction.atomic
def confirm_cases(*, actor: Actor, look_ups: Iterable[UUID], now: datetime) -> int:
    """Note that the cases of these look-ups of the actor's office exist. Returns how many it confirmed.

    The actor's own look-ups, and those that found nobody, stay as they are (R15).
    """
    waiting = CaseLookUp.objects.filter(
        organisation_id=actor.organisation_id or 0, public_id__in=list(look_ups), found=True, confirmed_at=None
    ).exclude(user_id=actor.user_id or 0)
    references = list(waiting.values_list("case_reference", flat=True))
    confirmed = waiting.update(confirmed_at=now, confirmed_by_id=actor.user_id)
    for reference in sorted(set(references)):
        record(
            code="case_confirmed",
            at=now,
            **actor.traced,
            reference=reference,
        )
    return confirmed


@transaction.atomic
def raise_unconfirmed(*, now: datetime) -> int:
    """Open a case for each person and day whose look-ups are still without a confirmed case after thirty days.
    Returns how many there are; a second round the same day changes nothing."""
    end = belgian_day(now) - CASE_WITHIN
    found = queries.unconfirmed_on(Period(end - _CAUGHT_UP, end))
    for line in found:
        open_case(
            key=f"case_unconfirmed:{line.office}:{line.person}:{line.day}",
            kind=CaseKind.LOOK_UP_ALERT,
            organisation=line.office,
            person=line.person,
            since=datetime.combine(line.day, time(), BELGIUM),
            until=datetime.combine(line.day + timedelta(days=1), time(), BELGIUM),
            detail={"alert": Alert.NO_CASE_FOLLOWED, "count": line.times},
            now=now,
        )
    return len(found)


@transaction.atomic
def tell_heads(*, now: datetime) -> int:
    """In the first week of a month, tell the heads of each office that looked anybody up in the month before that
    its report waits. Once per head and month. Returns how many heads there are."""
    today = belgian_day(now)
    if today.day > _CAUGHT_UP.days:
        return 0
    month = queries.month_of(today.replace(day=1) - timedelta(days=1))
    told = 0
    for office in queries.offices_that_looked(month, now=now):
        for head in queries.heads_of(office, now=now):
            enqueue(
                template="look_up_report.email",
                to=Recipient(language=head.user.language, email=head.user.email),
                context={},
                key=f"look_up_report:{month.start:%Y-%m}:{office.public_id}:{head.user.public_id}",
                now=now,
            )
            told += 1
    return told


def forget(*, now: datetime) -> int:
    """Delete look-ups older than twenty months. Returns how many rows went."""
    deleted, _ = CaseLookUp.objects.filter(day__lt=belgian_day(now) - KEPT).delete()
    return deleted
