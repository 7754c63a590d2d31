"""What time does to legs. Tasks may come twice."""

from celery import shared_task
from django.utils import timezone

from connectmyhome.legs.operations import expiring, reckoning


@shared_task(name="connect_legs.expire", time_limit=480)
def expire(*_: object, **__: object) -> None:
    """Let offers that nobody answered, and what was missing for too long, end their legs; and see what the day
    does to the clocks of the others."""
    now = timezone.now()
    expiring.expire(now=now)
    reckoning.reckon_all(now=now)
