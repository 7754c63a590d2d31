"""Photos that nobody needs any more."""

from celery import shared_task
from django.utils import timezone

from consumption.customer_readings.operations import forget_photos


@shared_task(name="customer_readings.forget")
def forget() -> int:
    """Erase the photos of readings decided some months ago."""
    return forget_photos(now=timezone.now())
