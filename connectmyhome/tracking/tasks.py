"""What time brings to finished applications. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from connectmyhome.tracking.operations import erasing, handing_over


@shared_task(name="connect_tracking.forget", time_limit=480)
def forget(*_: object, **__: object) -> None:
    """Erase what need not be kept any more."""
    now = timezone.now()
    erasing.erase_finished(now=now)
    erasing.erase_kept(now=now)


@shared_task(name="connect_tracking.hand_over_eans", time_limit=300)
def hand_over_eans(*_: object, **__: object) -> None:
    """Have the EANs of new connections delivered."""
    handing_over.hand_over_eans(now=timezone.now())
