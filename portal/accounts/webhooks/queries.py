"""The endpoints of an organisation, and what was told to each."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from portal.accounts.models import Organisation
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.states import DeliveryState, EndpointState


def endpoints_of(organisation: Organisation) -> QuerySet[Endpoint]:
    """Those that are not removed, each with `waiting`, the number of events that it is still to be told."""
    mine = Endpoint.objects.filter(organisation=organisation).exclude(state=EndpointState.REMOVED)
    to_tell = Q(deliveries__state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED])
    return mine.select_related("organisation").annotate(waiting=Count("deliveries", filter=to_tell)).order_by("pk")


def endpoint_of(organisation: Organisation, public_id: UUID) -> Endpoint | None:
    """The organisation's endpoint with this id, unless it is removed."""
    return endpoints_of(organisation).filter(public_id=public_id).first()


def deliveries_of(endpoint: Endpoint) -> QuerySet[Delivery]:
    """What it was told, or is to be, the last first."""
    return endpoint.deliveries.order_by("-created_at", "-pk")


def delivery_of(organisation: Organisation, public_id: UUID) -> Delivery | None:
    """The event with this id, of an endpoint of the organisation that is not removed."""
    mine = Delivery.objects.filter(endpoint__organisation=organisation, public_id=public_id)
    return mine.exclude(endpoint__state=EndpointState.REMOVED).select_related("endpoint").first()
