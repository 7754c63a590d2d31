"""Keeping the deadline of each leg in its row, so that the database can put legs in order."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.models import Leg
from connectmyhome.legs.queries import with_clocks
from connectmyhome.legs.states import LegState

_RUNS = (LegState.ACCEPTED, LegState.PERMITS, LegState.PLANNED)


def reckon(legs: Iterable[Leg], *, now: datetime) -> int:
    """Write the deadline of each leg as its clock stands now, unless the leg changes meanwhile: whoever changes it
    reckons too. Returns how many are another one."""
    changed = 0
    for leg, clock in with_clocks(legs, now=now):
        if leg.deadline != clock.deadline:
            leg.deadline = clock.deadline
            changed += Leg.objects.filter(pk=leg.pk, revision=leg.revision).update(deadline=clock.deadline)
    return changed


def reckon_all(*, now: datetime) -> int:
    """Of all whose legal term runs or stands still: a clock that waits for the applicant ends later with each day,
    and a new term may hold."""
    known = Leg.objects.filter(application__state=ApplicationState.SENT)
    return reckon(known.filter(Q(state__in=_RUNS) | Q(deadline__isnull=False)), now=now)
