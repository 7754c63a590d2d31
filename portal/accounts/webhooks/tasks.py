"""Celery tasks. They carry ids only, and may come twice, late, or with arguments of another release."""

from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone

from portal.accounts.webhooks import delivery

log = structlog.get_logger(__name__)


# A task ends before its lease does (delivery.LEASE): nobody else takes up an event that is still being told.
@shared_task(name="webhooks.deliver", soft_time_limit=40, time_limit=50)
def deliver(delivery_id: object = None, *_: object, **__: object) -> None:
    """Tell one event, if it is due."""
    if not isinstance(delivery_id, int):
        log.warning("webhooks.strange_task")
        return
    delivery.deliver(delivery_id, now=timezone.now())


@shared_task(name="webhooks.sweep", time_limit=60)
def sweep(*_: object, **__: object) -> None:
    """Wake workers for what is due and was not picked up: after a pause, or after Redis or a worker was lost."""
    for delivery_id in delivery.due(now=timezone.now()):
        wake(delivery_id=delivery_id)


@shared_task(name="webhooks.tidy", time_limit=480)
def tidy(*_: object, **__: object) -> None:
    """Forget what ended long ago, and bring secrets under the newest key."""
    delivery.tidy(now=timezone.now())


def wake(*, delivery_id: int, **_: Any) -> None:
    """Tell a worker, once: when Redis is away, the caller must not wait for it. Raises kombu's errors."""
    deliver.apply_async(args=(delivery_id,), retry=False)
