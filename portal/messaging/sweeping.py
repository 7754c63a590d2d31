"""The outbox's housekeeping."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.messaging.models import Message
from portal.messaging.states import AT_PROVIDER, FINAL, State

BATCH = 500
AGAIN = timedelta(seconds=45)  # a row that stays due is not queued at every sweep: workers may have a backlog
KEEP_ADDRESSES = timedelta(days=30)


def due(*, now: datetime) -> list[int]:
    """Ids of messages that are due and for which no worker was woken lately, oldest first. Marks them as woken."""
    waiting = Q(state__in=[State.QUEUED, State.UNKNOWN, *AT_PROVIDER], not_before__lte=now)
    abandoned = Q(state__in=[State.CLAIMED, State.SENDING], lease_until__lte=now)
    return take_up(Message.objects.filter(waiting | abandoned), now=now)


def take_up(rows: QuerySet[Any], *, now: datetime) -> list[int]:
    """Ids of those of the due `rows` for which no worker was woken lately, oldest first. Marks them as woken.

    For any table with `not_before` and `swept_at`."""
    not_lately = Q(swept_at=None) | Q(swept_at__lte=now - AGAIN)
    with transaction.atomic():
        ids = list(
            rows.filter(not_lately)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("not_before", "pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        rows.model.objects.filter(pk__in=ids).update(swept_at=now)
    return ids


def forget(*, now: datetime) -> int:
    """Erase the addresses of messages that ended more than thirty days ago. Returns how many."""
    return (
        Message.objects.filter(state__in=[*FINAL, *AT_PROVIDER], changed_at__lt=now - KEEP_ADDRESSES)
        .exclude(mobile="", email="", postal=[])
        .update(mobile="", email="", postal=[])
    )
