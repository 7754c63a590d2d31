"""Celery tasks: what has ended by itself is deleted."""

from celery import shared_task
from django.utils import timezone

from portal.identity import codes, sessions


@shared_task(name="identity.forget", time_limit=480)
def forget(*_: object, **__: object) -> None:
    """Delete sessions and one-time codes that have ended."""
    now = timezone.now()
    sessions.forget_expired(now=now)
    codes.forget_expired(now=now)
