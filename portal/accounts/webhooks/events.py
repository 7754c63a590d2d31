"""Putting events into the outbox of webhooks."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from portal.accounts.models import Organisation
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.signals import delivery_due
from portal.accounts.webhooks.states import EndpointState
from portal.messaging.waking import wake_workers


def enqueue_event(
    *, organisation: Organisation, type: str, data: Mapping[str, Any], key: str, now: datetime
) -> None:
    """Store an event for each endpoint of the organisation, in the caller's transaction; a worker tells it.

    `key` is unique per business event: a second call with it changes nothing. `data` holds JSON values: ids and
    codes only, since it leaves the house. An endpoint that is paused or was stopped gets it when it goes on.
    """
    mine = Endpoint.objects.filter(organisation=organisation).exclude(state=EndpointState.REMOVED)
    for endpoint in mine.order_by("pk"):
        store(endpoint, type, data, key, now)


def store(endpoint: Endpoint, type: str, data: Mapping[str, Any], key: str, now: datetime) -> Delivery:
    """Put one into the outbox of one endpoint; a second time with its key changes nothing."""
    with transaction.atomic():
        delivery, created = Delivery.objects.get_or_create(
            endpoint=endpoint,
            key=key,
            defaults={"type": type, "data": dict(data), "created_at": now, "not_before": now, "changed_at": now},
        )
        if created and endpoint.state == EndpointState.ACTIVE:
            transaction.on_commit(partial(wake, delivery.pk), robust=True)
    return delivery


def wake(delivery_id: int) -> None:
    """Have a worker tell it, after commit."""
    wake_workers(delivery_due, sender=Delivery, delivery_id=delivery_id)
