"""What the scheduler has the workers do."""

from celery import shared_task
from django.utils import timezone

from portal.accounts.clients import operations


@shared_task(name="clients.forget")
def forget(*_: object, **__: object) -> int:
    """Delete tokens that ended long ago."""
    return operations.forget_tokens(now=timezone.now())
