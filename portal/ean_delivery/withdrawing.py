"""Taking EANs that did not leave yet out of the outbox when an occupant changes (R11)."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from portal.customers.models import Occupancy
from portal.ean_delivery.models import EanDelivery, EanRequest, EanRequestLine
from portal.ean_delivery.states import DeliveryState, RequestState
from portal.messaging.models import Message
from portal.messaging.operations import cancel_bound
from portal.messaging.states import UNSENT
from portal.primitives.period import BELGIUM, belgian_day

_LOOK_BACK = timedelta(days=7)  # days that the round may have missed
_UNDER_WAY = [DeliveryState.BY_SMS, DeliveryState.BY_LETTER, DeliveryState.LETTER_FOLLOWS]


def withdraw_ended(*, now: datetime) -> None:
    """Do on its day what an end that was told beforehand does: withdraw what was composed before it."""
    today = belgian_day(now)
    concerned = EanDelivery.objects.filter(state__in=_UNDER_WAY).values("occupancy__customer")
    answered = EanRequest.objects.filter(state=RequestState.ANSWERED).values("occupancy__customer")
    ended = Occupancy.objects.filter(end__lte=today, end__gt=today - _LOOK_BACK)
    told = Q(customer__in=concerned) | Q(customer__in=answered)
    told |= Q(pk__in=EanRequestLine.objects.filter(request__state=RequestState.ANSWERED).values("occupancy"))
    for occupancy in ended.filter(told):
        if occupancy.end is not None:
            ends_at = datetime.combine(occupancy.end, time(), BELGIUM)
            withdraw_unsent(occupancy=occupancy, composed_before=ends_at, now=now)


@transaction.atomic
def withdraw_unsent(*, occupancy: Occupancy, now: datetime, composed_before: datetime | None = None) -> None:
    """Withdraw each unsent message that may tell the EAN of this occupancy, which is over.

    One message tells of several occupancies of a customer, so it is bound to its delivery or its request, and a
    change of any of them withdraws it whole. What is left is composed anew by who hears that it was cancelled.
    """
    customer_id = occupancy.customer_id
    deliveries = EanDelivery.objects.filter(occupancy__customer_id=customer_id, state__in=_UNDER_WAY)
    answered = EanRequest.objects.filter(occupancy__customer_id=customer_id, state=RequestState.ANSWERED)
    lines = EanRequestLine.objects.filter(occupancy=occupancy, request__state=RequestState.ANSWERED)
    told = {
        *deliveries.values_list("public_id", flat=True),
        *answered.values_list("public_id", flat=True),
        *lines.values_list("request__public_id", flat=True),
    }
    waiting = Message.objects.filter(bound_to__in=sorted(map(str, told)), state__in=UNSENT)
    if composed_before is not None:
        waiting = waiting.filter(created_at__lt=composed_before)
    for bound_to in waiting.order_by("bound_to").values_list("bound_to", flat=True).distinct():
        cancel_bound(bound_to=bound_to, now=now)
