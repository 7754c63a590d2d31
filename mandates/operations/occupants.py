"""What a change of occupant does to mandates (R8, R11).

Mandates are brought in line with the occupancies as they stand, whatever happened before and in which order: a
late, doubled or cancelled market message needs no case of its own. A request that nobody can answer any more
stays open until it times out: the holder must not learn from it that somebody moved.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from mandates.models import Mandate, MandateScope
from mandates.operations.activating import lock, settle
from mandates.states import MandateState
from portal.customers.models import Occupancy
from portal.primitives.period import belgian_day

_FOLLOWS = (MandateState.ACTIVE, MandateState.LAPSED)
_LOOK_BACK = timedelta(days=7)  # days that the daily sweep may have missed


def follow(*, occupancy: Occupancy, now: datetime) -> None:
    """Bring the mandates that rest on this occupancy in line with it, in the caller's transaction, which holds the
    lock of the access point."""
    scopes = MandateScope.objects.filter(occupancy=occupancy, mandate__state__in=_FOLLOWS)
    for mandate_id in sorted(set(scopes.values_list("mandate_id", flat=True))):
        settle(mandate_id=mandate_id, locked=[occupancy.access_point_id], now=now)


def sweep(*, now: datetime) -> int:
    """Do on its day what an end that was told beforehand does. Returns how many mandates were looked at;
    idempotent: rights follow from the periods in any case."""
    today = belgian_day(now)
    over = Q(scopes__active=True, scopes__occupancy__end__lte=today)
    begun = Q(scopes__active=False, scopes__occupancy__start__lte=today) & Q(
        scopes__occupancy__start__gt=today - _LOOK_BACK
    )
    due = Mandate.objects.filter(over | begun, state__in=_FOLLOWS).distinct().order_by("pk")
    for mandate in list(due):
        with transaction.atomic():
            settle(mandate_id=mandate.pk, locked=lock(mandate), now=now)
    return len(due)
