"""What time does to a leg: offers that nobody answered, and what was missing and never came."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import hold
from connectmyhome.legs.operations.closing import close_leg
from connectmyhome.legs.states import LegState, Party
from portal.access.actor import SYSTEM
from portal.primitives.period import belgian_day

INCOMPLETE_FOR = timedelta(days=90)


def expire(*, now: datetime) -> int:
    """Let the legs expire whose offer held until yesterday or earlier, or that have been missing a document for
    ninety days. Returns how many. It may run twice, and beside itself."""
    return sum(_expire(leg, now) for leg in _over(now))


@transaction.atomic
def _expire(leg: Leg, now: datetime) -> bool:
    hold(leg)
    if not _over(now).filter(pk=leg.pk).exists():
        return False
    close_leg(leg, LegState.EXPIRED, by=Party.SYSTEM, actor=SYSTEM, now=now)
    return True


def _over(now: datetime) -> QuerySet[Leg]:
    is_open = Q(questions__answered_at=None, questions__withdrawn_at=None)
    missed = Min("questions__asked_at", filter=is_open & ~Q(questions__document=""))
    offered = Q(state=LegState.OFFERED, offers__ended_at=None, offers__valid_until__lt=belgian_day(now))
    incomplete = Q(state=LegState.INCOMPLETE, missed_at__lte=now - INCOMPLETE_FOR)
    return Leg.objects.annotate(missed_at=missed).filter(offered | incomplete).distinct()
