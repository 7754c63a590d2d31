"""Roles that lapse."""

from celery import shared_task
from django.utils import timezone

from portal.accounts.operations import end_lapsed
from portal.accounts.operations.reminders import warn_of_lapses


@shared_task(name="accounts.end_lapsed")
def end_lapsed_roles() -> int:
    """Mark the roles that nobody reviewed in time; they gave no rights any more."""
    return end_lapsed(now=timezone.now())


@shared_task(name="accounts.warn_of_lapses")
def warn_organisations() -> None:
    """Tell organisations whose access lapses within a month, and once more within a week."""
    warn_of_lapses(now=timezone.now())
