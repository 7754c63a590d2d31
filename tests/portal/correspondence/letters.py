"""An outbox that takes letters, for as long as the real one has no such channel."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from portal.documents import registry
from portal.messaging.models import Message
from portal.messaging.operations import Recipient, enqueue


def take(
    *, template: str, to: Recipient, context: Mapping[str, Any], key: str, now: datetime, bound_to: str = ""
) -> None:
    """As `enqueue`; a letter is composed once and stored."""
    if not template.endswith(".letter"):
        enqueue(template=template, to=to, context=context, key=key, now=now, bound_to=bound_to)
        return
    values = json.loads(json.dumps(dict(context)))
    registry.compose(template.removesuffix(".letter"), values, to.language)
    assert to.address is not None
    values["addressee"] = to.address.name
    Message.objects.get_or_create(
        key=key,
        defaults={
            "template": template,
            "channel": "letter",
            "language": to.language,
            "subject": to.subject,
            "bound_to": bound_to,
            "context": values,
            "not_before": now,
            "expires_at": now + timedelta(days=30),
            "created_at": now,
            "changed_at": now,
        },
    )
