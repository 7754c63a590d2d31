"""What waits in the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from portal.messaging.models import Message, StateChoices
from portal.messaging.states import UNSENT, State


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages that should be with the provider by now, and are not."""

    count: int
    waiting_since: datetime | None  # the oldest one


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a message is; nothing of its address or its text."""

    channel: str
    state: State
    reason: str
    created_at: datetime
    changed_at: datetime

    @property
    def in_words(self) -> str:
        """The state, in the active language."""
        return str(StateChoices(self.state).label)


def deliveries_of(keys: Iterable[str]) -> dict[str, Delivery]:
    """How far the messages with these keys are, by key."""
    found = Message.objects.filter(key__in=list(keys)).values_list(
        "key", "channel", "state", "reason", "created_at", "changed_at"
    )
    return {
        key: Delivery(channel, State(state), reason, created_at, changed_at)
        for key, channel, state, reason, created_at, changed_at in found
    }


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


def messages_for_staff(*, channel: str = "", state: str = "") -> QuerySet[Message]:
    """Messages of a channel and in a state, or all, newest first, without what they say."""
    chosen = {name: value for name, value in (("channel", channel), ("state", state)) if value}
    return Message.objects.filter(**chosen).defer("context").order_by("-created_at", "-pk")
