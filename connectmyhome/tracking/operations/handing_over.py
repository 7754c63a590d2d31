"""The EAN of a connection that was made (R6).

An EAN goes to nobody but the customer whom the register knows at the address, on the mobile on file or by letter;
never on a screen. The access point and its customer come by market events, days or weeks after the operator
reported the connection. So it is looked for each hour, for ninety days: where the customer who moved in since is
the applicant, as the mobile on file tells, the delivery starts by itself. Anybody else asks at /ean-by-sms/ with
address and meter number, as for every home.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from connectmyhome.application.answers import Key
from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Utility
from connectmyhome.tracking.models import EanHandOver
from portal.access.actor import SYSTEM
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on, trusted_mobile
from portal.ean_delivery.operations import deliver_to
from portal.limits import LimitReached, LimitsUnavailable
from portal.look_up.addresses import residents_at
from portal.primitives.period import belgian_day

_LOOKED_FOR = timedelta(days=90)


def hand_over_eans(*, now: datetime) -> int:
    """Start the delivery of each EAN that has a lawful recipient by now. Returns how many. It may run twice."""
    done = 0
    for leg in _waiting(now):
        try:
            done += _hand_over(leg, now)
        except (LimitReached, LimitsUnavailable):
            continue  # the next round takes it up
    return done


def _waiting(now: datetime) -> QuerySet[Leg]:
    return Leg.objects.filter(
        state=LegState.CONNECTED,
        utility__in=[Utility.ELECTRICITY, Utility.GAS],
        closed_at__gt=now - _LOOKED_FOR,
        application__erased_at=None,
        ean_hand_over=None,
    ).select_related("application")


@transaction.atomic
def _hand_over(leg: Leg, now: datetime) -> bool:
    occupancy = _of_applicant(leg, now)
    if occupancy is None:
        return False
    _, is_new = EanHandOver.objects.get_or_create(leg=leg, defaults={"at": now})
    if is_new:
        deliver_to(
            occupancy=occupancy,
            actor=SYSTEM,
            token=leg.public_id,
            language=occupancy.customer.language,
            purpose="Connect My Home",
            now=now,
        )
    return is_new


def _of_applicant(leg: Leg, now: datetime) -> Occupancy | None:
    """The occupancy at the plot that began since the application, whose customer has the applicant's mobile."""
    application, today = leg.application, belgian_day(now)
    answers: Mapping[str, str] = application.answers
    if not (application.mobile and application.sent_at and answers.get(Key.STREET)):
        return None
    since = lived_in_on(today).filter(
        start__gte=belgian_day(application.sent_at), access_point__energy=leg.utility
    )
    found = residents_at(
        since,
        postal_code=answers.get(Key.POSTAL_CODE, ""),
        street=answers[Key.STREET],
        house_number=answers.get(Key.HOUSE_NUMBER, ""),
        box="",
    )
    own = [each for each in found if trusted_mobile(each.customer, now=now) == application.mobile]
    return own[0] if len(own) == 1 else None
