"""What the scheduler has the workers do for the trace."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from portal.audit import rollups, sealing


@shared_task
def seal_audit(**_: Any) -> None:
    """Seal what waits. Runs each minute."""
    sealing.seal(now=timezone.now())


@shared_task(name="audit.roll_up")
def roll_up(**_: Any) -> int:
    """Count the use of the days, weeks and months that are over. Runs each hour; most times there is none."""
    return rollups.roll_up(now=timezone.now())
