"""What the scheduler and the changes of mandates have the workers do. Tasks carry ids and may come twice."""

from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone

from mandates.operations import asking, ending, occupants, reminding, sealing

log = structlog.get_logger(__name__)


@shared_task(name="mandates.seal", time_limit=60)
def seal(signature_id: object = None, *_: object, **__: object) -> None:
    """Put the operator's seal on one signed mandate."""
    if not isinstance(signature_id, int):
        log.warning("mandates.strange_task")
        return
    sealing.seal_signature(signature_id=signature_id, now=timezone.now())


@shared_task(name="mandates.address", time_limit=120)
def address(*_: object, **__: object) -> None:
    """Bring requests to whom they concern."""
    asking.address_requests(now=timezone.now())


@shared_task(name="mandates.sweep", time_limit=60)
def sweep(*_: object, **__: object) -> None:
    """Take up what no worker was told of, or what it could not finish."""
    now = timezone.now()
    asking.address_requests(now=now)
    for signature_id in list(sealing.to_seal().values_list("pk", flat=True)[:100]):
        wake_seal(signature_id=signature_id)


@shared_task(name="mandates.days", time_limit=480)
def days(*_: object, **__: object) -> None:
    """What a new day brings: ends, time-outs, lapses, reminders. Each is idempotent."""
    now = timezone.now()
    ending.expire(now=now)
    ending.time_out(now=now)
    occupants.sweep(now=now)
    reminding.remind(now=now)


def wake_seal(*, signature_id: int, **_: Any) -> None:
    """Tell a worker, once: with Redis away nobody waits, and the sweep finds the signature."""
    seal.apply_async(args=(signature_id,), retry=False)


def wake_address(**_: Any) -> None:
    """As `wake_seal`."""
    address.apply_async(retry=False)
