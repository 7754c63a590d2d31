"""What workers do for bulk exports."""

import time

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from consumption.bulk_export import queries
from consumption.bulk_export.operations import running, tending

log = structlog.get_logger(__name__)

_ROUND = 45.0  # seconds: then the worker takes what else waits, and the export goes to the end of the queue


@shared_task(name="bulk_export.go_on", time_limit=120)
def go_on(export_id: int, *_: object, **__: object) -> None:
    """Make files for a while."""
    lease = running.take(export_id=export_id, now=timezone.now())
    if lease is None:
        return
    until = time.monotonic() + _ROUND
    try:
        while running.step(export_id=export_id, lease=lease, now=timezone.now()):
            if time.monotonic() > until:
                running.give_back(export_id=export_id, lease=lease, now=timezone.now())
                wake(export_id)
                return
    except Exception:
        log.exception("bulk_export_fault", export=export_id)
        running.give_back(export_id=export_id, lease=lease, now=timezone.now())


@shared_task(name="bulk_export.sweep", time_limit=120)
def sweep(*_: object, **__: object) -> None:
    """End what is over, and wake a worker for what waits or was left behind."""
    now = timezone.now()
    tending.tend(now=now)
    for export_id in queries.to_go_on(now=now):
        wake(export_id)


def wake(export_id: int) -> None:
    """Have a worker go on with this export now. Without a broker the sweep finds it a little later."""
    try:
        go_on.apply_async((export_id,), retry=False)
    except OperationalError:
        log.warning("bulk_export_left_to_the_sweep")
