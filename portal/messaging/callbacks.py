"""What providers tell of messages by themselves."""

import uuid
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from portal.messaging.delivery import FOLLOW_UP
from portal.messaging.models import Message, MessageAttempt
from portal.messaging.moves import move
from portal.messaging.states import AT_PROVIDER, State, may_move

log = structlog.get_logger(__name__)


def record_status(
    *, attempt_id: uuid.UUID, provider_id: str, status: State, error: str = "", now: datetime
) -> bool:
    """Record what the provider says became of an attempt. Returns whether there is such an attempt.

    Doubled, late and reversed callbacks change nothing: a status never moves backwards. When a message was sent
    again because the first try seemed lost, good news of either counts, bad news only of the one that we rely on.
    """
    with transaction.atomic():
        attempt = MessageAttempt.objects.select_for_update().filter(public_id=attempt_id).first()
        if attempt is None:
            return False
        if not attempt.status or may_move(State(attempt.status), status):
            MessageAttempt.objects.filter(pk=attempt.pk).update(
                status=status, provider_id=provider_id, error=error or attempt.error
            )
        message = Message.objects.select_for_update().get(pk=attempt.message_id)
        if not message.provider_id:
            Message.objects.filter(pk=message.pk).update(provider_id=provider_id)
        elif message.provider_id != provider_id and status is not State.DELIVERED:
            return True
        if may_move(State(message.state), status):
            changes: dict[str, Any] = {"not_before": now + FOLLOW_UP} if status in AT_PROVIDER else {}
            move(message.pk, status, now=now, reason=error, **changes)
            log.info("messaging.status", message_id=message.pk, status=status.value)
    return True
