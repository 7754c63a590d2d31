"""Who can when."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import change
from connectmyhome.legs.states import Party
from connectmyhome.workday.models import ApplicantDay, OperatorDay
from connectmyhome.workday.operations.agreeing import drop_proposed, propose_if_all_can
from connectmyhome.workday.operations.locking import UnableToAgree, lock
from connectmyhome.workday.queries import is_plannable
from connectmyhome.workday.states import DAYS_OFFERED
from portal.access.actor import ANONYMOUS, Actor
from portal.audit.operations import record
from portal.primitives.period import belgian_day
from portal.primitives.working_days import is_working_day

_SEVERAL = 2


@transaction.atomic
def offer_days(*, leg: Leg, days: Collection[date], actor: Actor, now: datetime) -> None:
    """The days on which the operator of the leg can: these, and no others any more; none takes all back. Where a
    proposed day is not among them, everybody is asked again. When all can on a day, the portal proposes it.

    Raises `UnableToAgree`.
    """
    lock(leg.application)
    found = Leg.objects.select_related("application").get(pk=leg.pk)
    if not is_plannable(found):
        raise UnableToAgree("not_ready")
    if len(set(days)) == 1:
        raise UnableToAgree("few")
    _check(days, now)
    OperatorDay.objects.filter(leg=found, day__gt=belgian_day(now)).delete()
    OperatorDay.objects.bulk_create(OperatorDay(leg=found, day=day) for day in sorted(set(days)))
    change(found, DAYS_OFFERED, by=Party.OPERATOR, actor=actor, now=now)
    drop_proposed(found.application, unless=days, by=Party.OPERATOR, leg=found, actor=actor, now=now)
    propose_if_all_can(found.application, now=now)


@transaction.atomic
def choose_days(*, application: Application, days: Collection[date], now: datetime) -> None:
    """The days that suit the applicant: these, and no others any more. As `offer_days`."""
    lock(application)
    _check(days, now)
    ApplicantDay.objects.filter(application=application, day__gt=belgian_day(now)).delete()
    ApplicantDay.objects.bulk_create(ApplicantDay(application=application, day=day) for day in sorted(set(days)))
    record(
        code="work_day.days_chosen",
        at=now,
        **ANONYMOUS.traced,
        subject=str(application.public_id),
        reference=application.reference,
    )
    drop_proposed(application, unless=days, by=Party.APPLICANT, leg=None, actor=ANONYMOUS, now=now)
    propose_if_all_can(application, now=now)


def _check(days: Iterable[date], now: datetime) -> None:
    for day in days:
        if day <= belgian_day(now):
            raise UnableToAgree("past")
        if not is_working_day(day):
            raise UnableToAgree("not_working")
