"""What waits in the outbox."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from portal.messaging.models import Message
from portal.messaging.states import UNSENT


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages that should be with the provider by now, and are not."""

    count: int
    waiting_since: datetime | None  # the oldest one


def backlog(*, now: datetime) -> Backlog:
    """What is due, and what was tried in vain; a message planned for later does not wait yet."""
    due = Message.objects.filter(Q(not_before__lte=now) | Q(attempt_count__gt=0), state__in=list(UNSENT))
    found = due.aggregate(
        count=Count("pk"),
        due=Min("not_before"),
        tried=Min("created_at", filter=Q(attempt_count__gt=0)),
    )
    moments = [moment for moment in (found["due"], found["tried"]) if moment is not None]
    return Backlog(count=found["count"], waiting_since=min(moments, default=None))
