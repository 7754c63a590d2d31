"""Putting events into the outbox of webhooks, and asking for them again."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction

from portal.accounts.models import Organisation
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.signals import delivery_due
from portal.accounts.webhooks.states import DeliveryState, EndpointState, delivery_sources
from portal.accounts.webhooks.words import TEST
from portal.messaging.waking import wake_workers


def enqueue_event(
    *, organisation: Organisation, type: str, data: Mapping[str, Any], key: str, now: datetime
) -> None:
    """Store an event for each endpoint of the organisation, in the caller's transaction; a worker tells it.

    `key` is unique per business event: a second call with it changes nothing. `data` holds JSON values: ids and
    codes only, since it leaves the house. An endpoint that is paused or was stopped gets it when it goes on.
    """
    for endpoint in Endpoint.objects.filter(organisation=organisation).exclude(state=EndpointState.REMOVED):
        _store(endpoint, type, data, key, now)


def send_test(*, endpoint: Endpoint, now: datetime) -> Delivery:
    """An event that tells nothing, to see whether the endpoint works."""
    return _store(endpoint, TEST, {}, f"test:{uuid4()}", now)


@transaction.atomic
def send_again(*, delivery: Delivery, now: datetime) -> bool:
    """Tell an event once more, under the same id. False for one that still waits anyway."""
    return bool(_requeue([delivery.pk], now))


@transaction.atomic
def send_all_again(*, endpoint: Endpoint, since: datetime, now: datetime) -> int:
    """Tell all events since `since` once more that were told, or given up. Returns how many."""
    ended = Delivery.objects.filter(
        endpoint=endpoint, created_at__gte=since, state__in=[DeliveryState.DELIVERED, DeliveryState.FAILED]
    )
    return _requeue(list(ended.values_list("pk", flat=True)), now)


def _store(endpoint: Endpoint, type: str, data: Mapping[str, Any], key: str, now: datetime) -> Delivery:
    with transaction.atomic():
        delivery, created = Delivery.objects.get_or_create(
            endpoint=endpoint,
            key=key,
            defaults={"type": type, "data": dict(data), "created_at": now, "not_before": now, "changed_at": now},
        )
        if created and endpoint.state == EndpointState.ACTIVE:
            transaction.on_commit(partial(_wake, delivery.pk), robust=True)
    return delivery


def _requeue(ids: list[int], now: datetime) -> int:
    """Of many the sweeper wakes the workers, in portions."""
    queued = Delivery.objects.filter(pk__in=ids, state__in=delivery_sources(DeliveryState.QUEUED)).exclude(
        state=DeliveryState.CLAIMED
    )
    count = queued.update(
        state=DeliveryState.QUEUED, not_before=now, tries=0, lease_until=None, swept_at=None, changed_at=now
    )
    if len(ids) == 1:
        transaction.on_commit(partial(_wake, ids[0]), robust=True)
    return count


def _wake(delivery_id: int) -> None:
    wake_workers(delivery_due, sender=Delivery, delivery_id=delivery_id)
