"""Judging questions, away from the request so that its time tells nothing."""

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.primitives.errors import RaccordError
from portal.supplier_name.models import SupplierRequest
from portal.supplier_name.operations import judge
from portal.supplier_name.states import RequestState

logger = structlog.get_logger(__name__)

_LEFT_BEHIND = timedelta(seconds=5)


def wake(request_id: int) -> None:
    """Have a worker judge this question now. Without a broker the sweeper finds it a little later."""
    try:
        judge_request.apply_async((request_id,), retry=False)
    except OperationalError:
        logger.warning("supplier_name_left_to_the_sweeper")


@shared_task(name="supplier_name.judge")
def judge_request(request_id: int, **_: Any) -> None:
    """Judge one question."""
    judge(request_id=request_id, now=timezone.now())


@shared_task(name="supplier_name.sweep")
def sweep(**_: Any) -> None:
    """Judge the questions whose task was lost."""
    now = timezone.now()
    waiting = SupplierRequest.objects.filter(state=RequestState.REQUESTED, requested_at__lt=now - _LEFT_BEHIND)
    for request_id in waiting.order_by("requested_at").values_list("pk", flat=True)[:500]:
        try:
            judge(request_id=request_id, now=now)
        except RaccordError as error:  # one that cannot go on must not keep the others
            logger.error("supplier_name_stuck", request_id=request_id, error=type(error).__name__)
