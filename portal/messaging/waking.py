"""Waking workers after commit."""

from typing import Any

import structlog
from django.dispatch import Signal

log = structlog.get_logger(__name__)


def wake_workers(due: Signal, *, sender: type, **ids: int) -> None:
    """Tell a worker of a stored row. If that fails, the row is still there, and its sweeper finds it."""
    for _, answer in due.send_robust(sender=sender, **ids):
        if isinstance(answer, Exception):
            told: dict[str, Any] = {"error": type(answer).__name__, **ids}
            log.warning("outbox.wake_failed", **told)
