"""Ends that were announced, on their day."""

from celery import shared_task
from django.utils import timezone

from consumption.closing_pack.operations import follow_all


@shared_task(name="closing_pack.follow")
def follow_ends() -> int:
    """Prepare the packs whose day has come."""
    return follow_all(now=timezone.now())
