"""What an administrator does with the organisation's endpoints, each act traced.

Whoever changes deliveries locks their endpoint first: see `holding`.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.models import Membership, Organisation
from portal.accounts.webhooks import secret_keys
from portal.accounts.webhooks.events import store, wake
from portal.accounts.webhooks.holding import hold
from portal.accounts.webhooks.models import Delivery, Endpoint
from portal.accounts.webhooks.states import (
    DeliveryState,
    EndpointState,
    delivery_sources,
    endpoint_sources,
)
from portal.accounts.webhooks.words import TEST
from portal.audit.operations import record
from portal.primitives.errors import UnableTo

AT_MOST = 5
FORMER_SIGNS_FOR = timedelta(days=1)
_ENDED = (DeliveryState.DELIVERED, DeliveryState.FAILED)


class UnableToMakeEndpoint(UnableTo):
    """`code` is "too_many", or "known" for an address that gets the events already."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def make_endpoint(*, by: Membership, url: str, now: datetime) -> tuple[Endpoint, str]:
    """An address that gets the events from now on; `url` was judged by `addresses`. Its secret is given here and
    never again. Raises `UnableToMakeEndpoint`."""
    organisation = Organisation.objects.select_for_update().get(memberships=by)
    open_ones = Endpoint.objects.filter(organisation=organisation).exclude(state=EndpointState.REMOVED)
    if open_ones.filter(url=url).exists():
        raise UnableToMakeEndpoint("known")
    if open_ones.count() >= AT_MOST:
        raise UnableToMakeEndpoint("too_many")
    secret = secret_keys.make()
    endpoint = Endpoint.objects.create(
        organisation=organisation,
        url=url,
        secret=secret_keys.seal(secret),
        made_by=str(by.user.public_id),
        made_at=now,
    )
    _record("webhook_made", endpoint, by, now)
    return endpoint, secret


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, by: Membership, now: datetime) -> str:
    """A new secret, given here and never again; the former one signs too for a day, while receivers change."""
    secret = secret_keys.make()
    held = hold(endpoint.pk)
    Endpoint.objects.filter(pk=held.pk).update(
        secret=secret_keys.seal(secret), former_secret=held.secret, former_until=now + FORMER_SIGNS_FOR
    )
    _record("webhook_secret_rotated", endpoint, by, now)
    return secret


@transaction.atomic
def pause(*, endpoint: Endpoint, by: Membership, now: datetime) -> None:
    """Tell it nothing for a while; events wait. A second time changes nothing."""
    if _move(endpoint, EndpointState.PAUSED):
        _record("webhook_paused", endpoint, by, now)


@transaction.atomic
def resume(*, endpoint: Endpoint, by: Membership, now: datetime) -> None:
    """Tell it again, first what waited."""
    if _move(endpoint, EndpointState.ACTIVE, failing_since=None):
        waiting = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.QUEUED)
        waiting.update(not_before=now, swept_at=None)
        _record("webhook_resumed", endpoint, by, now)


@transaction.atomic
def remove(*, endpoint: Endpoint, by: Membership, now: datetime) -> None:
    """End it at once, and what was not yet told with it."""
    if take_out(endpoint, now=now):
        _record("webhook_removed", endpoint, by, now)


@transaction.atomic
def send_test(*, endpoint: Endpoint, by: Membership, now: datetime) -> Delivery:
    """An event that tells nothing, to see whether the endpoint works."""
    delivery = store(endpoint, TEST, {}, f"test:{uuid4()}", now)
    _record("webhook_tested", endpoint, by, now, event=delivery.message_id)
    return delivery


@transaction.atomic
def send_again(*, delivery: Delivery, by: Membership, now: datetime) -> bool:
    """Tell an event now, once more or without waiting for its next try, under the same id. False for one that is
    being told."""
    hold(delivery.endpoint_id)
    again = Delivery.objects.filter(pk=delivery.pk, state__in=[*_ENDED, DeliveryState.QUEUED])
    if not _requeue(again, now):
        return False
    transaction.on_commit(partial(wake, delivery.pk), robust=True)
    _record("webhook_sent_again", delivery.endpoint, by, now, event=delivery.message_id)
    return True


@transaction.atomic
def send_all_again(*, endpoint: Endpoint, since: datetime, by: Membership, now: datetime) -> int:
    """Tell all events since `since` once more that were told, or given up. Returns how many. The sweeper wakes the
    workers for them, in portions."""
    hold(endpoint.pk)
    count = _requeue(Delivery.objects.filter(endpoint=endpoint, created_at__gte=since, state__in=_ENDED), now)
    if count:
        _record("webhook_sent_again", endpoint, by, now, since=since.isoformat(), count=count)
    return count


def take_out(endpoint: Endpoint, *, now: datetime) -> bool:
    """As `remove`, for nobody in particular, in the caller's transaction."""
    hold(endpoint.pk)
    removed = _move(endpoint, EndpointState.REMOVED)
    waiting = Delivery.objects.filter(endpoint=endpoint, state__in=delivery_sources(DeliveryState.CANCELLED))
    waiting.update(state=DeliveryState.CANCELLED, lease_until=None, changed_at=now)
    return removed


def _move(endpoint: Endpoint, to: EndpointState, **changes: object) -> bool:
    movable = Endpoint.objects.filter(pk=endpoint.pk, state__in=endpoint_sources(to))
    return bool(movable.update(state=to, **changes))


def _requeue(deliveries: QuerySet[Delivery], now: datetime) -> int:
    return deliveries.update(
        state=DeliveryState.QUEUED, not_before=now, tries=0, lease_until=None, swept_at=None, changed_at=now
    )


def _record(code: str, endpoint: Endpoint, by: Membership, now: datetime, **detail: Any) -> None:
    record(
        code=code,
        at=now,
        **by.traced,
        reference=str(endpoint.public_id),
        detail=detail,
    )
