"""Celery tasks. They carry ids only, and may come twice, late, or with arguments of another release."""

from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone

from portal.messaging import delivery, spool, sweeping

log = structlog.get_logger(__name__)


# A task ends before its lease does (delivery.LEASE): nobody else takes up a message that is still being sent.
@shared_task(name="messaging.deliver", soft_time_limit=40, time_limit=60)
def deliver(message_id: object = None, *_: object, **__: object) -> None:
    """Do what is due for one message."""
    if not isinstance(message_id, int):
        log.warning("messaging.strange_task")
        return
    delivery.deliver(message_id, now=timezone.now())


@shared_task(name="messaging.sweep", time_limit=60)
def sweep(*_: object, **__: object) -> None:
    """Wake workers for what is due and was not picked up: after Redis or a worker was lost, or after a pause."""
    for message_id in sweeping.due(now=timezone.now()):
        wake(message_id=message_id)


@shared_task(name="messaging.costs", time_limit=480)
def costs(*_: object, **__: object) -> None:
    """Ask the provider what ended SMS cost."""
    delivery.ask_costs(now=timezone.now())


@shared_task(name="messaging.forget", time_limit=480)
def forget(*_: object, **__: object) -> None:
    """Erase the addresses of messages that ended long ago, and what broken tries left in the spool."""
    sweeping.forget(now=timezone.now())
    spool.tidy(now=timezone.now())


def wake(*, message_id: int, **_: Any) -> None:
    """Tell a worker, once: when Redis is away, the caller must not wait for it. Raises kombu's errors."""
    deliver.apply_async(args=(message_id,), retry=False)
