"""What the scheduler has the workers do."""

from celery import shared_task
from django.utils import timezone

from portal.api import operations


@shared_task(name="api.forget")
def forget(*_: object, **__: object) -> int:
    """Delete answers to idempotency keys whose day is over."""
    return operations.forget(now=timezone.now())
