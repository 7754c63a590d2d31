"""Reading look-ups."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on
from portal.look_up.models import LookUp
from portal.look_up.states import LookUpState
from portal.primitives.ean import Ean
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day

OPEN_FOR = timedelta(hours=1)  # how long a confirmed look-up shows the history


def open_look_ups(*, now: datetime) -> QuerySet[LookUp]:
    """Look-ups confirmed within the last hour whose occupancy is still the current one (R11)."""
    return LookUp.objects.filter(
        state=LookUpState.CONFIRMED,
        confirmed_at__gt=now - OPEN_FOR,
        confirmed_at__lte=now,
        occupancy__in=lived_in_on(belgian_day(now)),
    )


def open_look_up(look_up_id: int, *, now: datetime) -> LookUp | None:
    """This look-up with its occupancy and customer, while it is open."""
    return open_look_ups(now=now).select_related("occupancy__customer").filter(pk=look_up_id).first()


def occupancy_of_pair(*, ean: Ean, meter_number: MeterNumber, now: datetime) -> Occupancy | None:
    """The current occupancy of the access point `ean` whose meter today is `meter_number`."""
    today = belgian_day(now)
    return (
        lived_in_on(today)
        .filter(
            Q(access_point__meters__removed_on__isnull=True) | Q(access_point__meters__removed_on__gt=today),
            access_point__ean=ean,
            access_point__meters__number=meter_number,
            access_point__meters__installed_on__lte=today,
        )
        .select_related("customer", "access_point")
        .first()
    )
