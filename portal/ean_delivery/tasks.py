"""Judging deliveries, away from the request so that its time tells nothing, and sending letters that follow."""

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal.ean_delivery.models import EanDelivery
from portal.ean_delivery.operations import follow_with_letter, judge
from portal.ean_delivery.states import DeliveryState
from portal.ean_delivery.withdrawing import withdraw_ended
from portal.primitives.errors import RaccordError

logger = structlog.get_logger(__name__)

_LEFT_BEHIND = timedelta(seconds=5)
WAITING = [DeliveryState.REQUESTED, DeliveryState.SMS_FAILED]


def wake(delivery_id: int) -> None:
    """Have a worker go on with this delivery now. Without a broker the sweeper finds it a little later."""
    try:
        go_on.apply_async((delivery_id,), retry=False)
    except OperationalError:
        logger.warning("ean_delivery_left_to_the_sweeper")


def wake_by_public_id(public_id: str) -> None:
    """As `wake`."""
    wake(EanDelivery.objects.values_list("pk", flat=True).get(public_id=public_id))


@shared_task
def go_on(delivery_id: int, **_: Any) -> None:
    """Judge one delivery, or send the letter that it waits for."""
    now = timezone.now()
    judge(delivery_id=delivery_id, now=now)
    follow_with_letter(delivery_id=delivery_id, now=now)


@shared_task
def sweep_deliveries(**_: Any) -> None:
    """Go on with the deliveries whose task was lost."""
    waiting = EanDelivery.objects.filter(state__in=WAITING, changed_at__lt=timezone.now() - _LEFT_BEHIND)
    for delivery_id in waiting.order_by("changed_at").values_list("pk", flat=True)[:500]:
        try:
            go_on(delivery_id)
        except RaccordError as error:  # one that cannot go on must not keep the others
            logger.error("ean_delivery_stuck", delivery_id=delivery_id, error=type(error).__name__)


@shared_task(name="ean_delivery.withdraw_ended")
def withdraw_for_ended(**_: Any) -> None:
    """Withdraw what was composed for occupants whose announced end has come."""
    withdraw_ended(now=timezone.now())
