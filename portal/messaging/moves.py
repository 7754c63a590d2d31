"""Moves of messages between states: each one conditional UPDATE, so that of two workers one wins."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from portal.messaging.models import Message
from portal.messaging.signals import message_ended
from portal.messaging.states import AT_PROVIDER, FINAL, State, sources


def move(
    message_id: int, to: State, *, now: datetime, among: Iterable[State] | None = None, only_if: Q | None = None,
    **changes: Any,
) -> bool:  # fmt: skip
    """Move the message to `to` if it is in a state from which that may be (one of `among`, when given).

    Returns whether it moved. The context goes when the text will not be rendered again.
    """
    fields: dict[str, Any] = {"state": to, "changed_at": now, "reason": "", "lease_until": None}
    if to in FINAL:
        fields["not_before"] = None
    if to in FINAL or to in AT_PROVIDER:
        fields["context"] = {}
    condition = Q(pk=message_id, state__in=sources(to, among)) & (only_if or Q())
    with transaction.atomic():
        moved = bool(Message.objects.filter(condition).update(**fields | changes))
        if moved and to in FINAL:
            tell_ended([message_id], now=now)
    return moved


def tell_ended(message_ids: Iterable[int], *, now: datetime) -> None:
    """Tell the rooms above of those that came to their end, in the transaction of the move."""
    ended = Message.objects.filter(pk__in=list(message_ids), state__in=FINAL)
    for message_id, key, template, state in ended.values_list("pk", "key", "template", "state"):
        message_ended.send(
            sender=Message, message_id=message_id, key=key, template=template, state=State(state), now=now
        )


def back_to_queue(
    message_id: int, *, now: datetime, not_before: datetime, reason: str, among: Iterable[State], only_if: Q
) -> bool:
    """Let the message wait for another try, unless meanwhile it was cancelled or will be too late by then."""
    cancelled = Q(cancelled_at__isnull=False)
    late = Q(expires_at__lte=not_before)
    kept = ~cancelled & ~late
    for state in (State.QUEUED, State.CANCELLED, State.EXPIRED):
        sources(state, among)
    with transaction.atomic():
        moved = Message.objects.filter(Q(pk=message_id, state__in=list(among)) & only_if).update(
            state=Case(
                When(cancelled, then=Value(State.CANCELLED.value)),
                When(late, then=Value(State.EXPIRED.value)),
                default=Value(State.QUEUED.value),
            ),
            context=Case(When(kept, then=F("context")), default=Value({}, Message._meta.get_field("context"))),
            not_before=Case(When(kept, then=Value(not_before)), default=None),
            lease_until=None,
            changed_at=now,
            reason=reason,
        )
        if moved:
            tell_ended([message_id], now=now)
    return bool(moved)
