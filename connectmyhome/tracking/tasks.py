"""What a new day brings to finished applications. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from connectmyhome.tracking.operations import erasing


@shared_task(name="connect_tracking.forget", time_limit=480)
def forget(*_: object, **__: object) -> None:
    """Erase what need not be kept any more."""
    now = timezone.now()
    erasing.erase_finished(now=now)
    erasing.erase_kept(now=now)
