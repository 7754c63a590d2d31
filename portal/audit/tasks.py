"""What the scheduler has the workers do for the trace."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from portal.audit import sealing


@shared_task
def seal_audit(**_: Any) -> None:
    """Seal what waits. Runs each minute."""
    sealing.seal(now=timezone.now())
