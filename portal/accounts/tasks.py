"""Roles that lapse."""

from celery import shared_task
from django.utils import timezone

from portal.accounts.operations import end_lapsed


@shared_task(name="accounts.end_lapsed")
def end_lapsed_roles() -> int:
    """Mark the roles that nobody reviewed in time; they gave no rights any more."""
    return end_lapsed(now=timezone.now())
