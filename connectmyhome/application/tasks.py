"""What the scheduler has the workers do."""

from celery import shared_task
from django.utils import timezone

from connectmyhome.application.operations import forget_drafts


@shared_task(name="application.forget", time_limit=480)
def forget(*_: object, **__: object) -> None:
    """Erase the applications that nobody sent; may run twice."""
    forget_drafts(now=timezone.now())
