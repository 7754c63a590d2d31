"""Judging look-ups, away from the request so that its time tells nothing."""

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.look_up.models import LookUp
from portal.look_up.operations import judge
from portal.look_up.states import LookUpState
from portal.primitives.errors import RaccordError

logger = structlog.get_logger(__name__)

_LEFT_BEHIND = timedelta(seconds=5)


def wake(look_up_id: int) -> None:
    """Have a worker judge this look-up now. Without a broker the sweeper finds it a little later."""
    try:
        judge_look_up.apply_async((look_up_id,), retry=False)
    except OperationalError:
        logger.warning("look_up_left_to_the_sweeper")


@shared_task
def judge_look_up(look_up_id: int, **_: Any) -> None:
    """Judge one look-up."""
    judge(look_up_id=look_up_id, now=timezone.now())


@shared_task
def sweep_look_ups(**_: Any) -> None:
    """Judge the look-ups whose task was lost."""
    now = timezone.now()
    waiting = LookUp.objects.filter(state=LookUpState.REQUESTED, requested_at__lt=now - _LEFT_BEHIND)
    for look_up_id in waiting.order_by("requested_at").values_list("pk", flat=True)[:500]:
        try:
            judge(look_up_id=look_up_id, now=now)
        except RaccordError as error:  # one that cannot go on must not keep the others
            logger.error("look_up_stuck", look_up_id=look_up_id, error=type(error).__name__)
