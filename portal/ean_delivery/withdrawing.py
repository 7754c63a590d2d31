"""Taking EANs that did not leave yet out of the outbox when an occupant changes (R11)."""

from datetime import datetime

from django.db import transaction

from portal.customers.models import Occupancy
from portal.ean_delivery.models import EanDelivery, EanRequest, EanRequestLine
from portal.ean_delivery.states import DeliveryState, RequestState
from portal.messaging.models import Message
from portal.messaging.operations import cancel_bound
from portal.messaging.states import UNSENT

_UNDER_WAY = [DeliveryState.BY_SMS, DeliveryState.BY_LETTER, DeliveryState.LETTER_FOLLOWS]


@transaction.atomic
def withdraw_unsent(*, occupancy: Occupancy, now: datetime) -> None:
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
    for bound_to in waiting.order_by("bound_to").values_list("bound_to", flat=True).distinct():
        cancel_bound(bound_to=bound_to, now=now)
