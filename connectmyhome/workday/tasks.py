"""What a new day brings. Tasks may come twice."""

from celery import shared_task
from django.utils import timezone

from connectmyhome.workday.operations.late import alert_late
from connectmyhome.workday.operations.passing import let_pass


@shared_task(name="connect_workday.days", time_limit=480)
def days(*_: object, **__: object) -> None:
    """Alert about late legs, and let days fall that came before everybody had confirmed."""
    now = timezone.now()
    let_pass(now=now)
    alert_late(now=now)
