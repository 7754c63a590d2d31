"""The daily round over look-ups."""

from celery import shared_task
from django.utils import timezone

from mandates.welfare.operations import oversight


@shared_task(name="welfare.watch")
def watch() -> None:
    """Raise alerts for cases that nobody confirmed, tell heads that a report waits, forget what is old."""
    now = timezone.now()
    oversight.raise_unconfirmed(now=now)
    oversight.tell_heads(now=now)
    oversight.forget(now=now)
