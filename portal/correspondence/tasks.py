"""What the scheduler has the workers do for letters."""

import time
from typing import Any

from celery import shared_task
from django.utils import timezone

from portal.correspondence.models import Campaign
from portal.correspondence.operations import occupants, reading
from portal.correspondence.operations.issuing import issue_next
from portal.correspondence.states import CampaignState

_ROUND = 45.0  # seconds: the next round begins after a minute


@shared_task(name="correspondence.issue", time_limit=120)
def issue(*_: object, **__: Any) -> None:
    """Go on with the campaigns that run: those that a command left behind, or the desk took up."""
    until = time.monotonic() + _ROUND
    running = Campaign.objects.filter(state=CampaignState.RUNNING).order_by("created_at")
    for campaign_id in running.values_list("pk", flat=True):
        while issue_next(campaign_id=campaign_id, now=timezone.now()).more:
            if time.monotonic() > until:
                return


@shared_task(name="correspondence.sweep", time_limit=480)
def sweep(*_: object, **__: Any) -> None:
    """Stop what ends today, and print what nobody opened."""
    now = timezone.now()
    occupants.sweep(now=now)
    reading.print_unopened(now=now)
