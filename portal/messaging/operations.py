"""Putting messages into the outbox, and taking them out before they are sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from portal.documents.registry import DocumentFault, compose
from portal.messaging import texts
from portal.messaging.models import ChannelChoices, Message
from portal.messaging.moves import tell_ended
from portal.messaging.signals import message_due
from portal.messaging.states import AT_PROVIDER, FINAL, UNSENT, State
from portal.messaging.waking import wake_workers
from portal.primitives.errors import UnableTo
from portal.primitives.postal import PostalAddress

KEEP_TRYING = {
    ChannelChoices.SMS: timedelta(days=3),
    ChannelChoices.EMAIL: timedelta(days=3),
    ChannelChoices.LETTER: timedelta(days=30),
}


class UnableToEnqueue(UnableTo):
    """The message cannot be stored: its template has no text or no channel, or its recipient no address for it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for. `mobile` E.164, `email`, `address`; `language` of the text: fr, nl, de or en."""

    language: str
    mobile: str = ""
    email: str = ""
    subject: str = ""  # public id of the customer
    address: PostalAddress | None = None


def enqueue(
    *,
    template: str,
    to: Recipient,
    context: Mapping[str, Any],
    key: str,
    now: datetime,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    bound_to: str = "",
) -> None:
    """Store one message with the change that causes it, in the caller's transaction; a worker sends it.

    `key` is unique per business event: a second call with it changes nothing. `template` names a text
    `messages/<template>.txt` of the sending room, or the document that it registered; its suffix is the channel:
    `look_up_code.sms`, `ean.letter`. `context` holds JSON values only. After `expires_at` (else three days, of a
    letter thirty) the message is no longer sent: give it to codes. `bound_to` is the public id of the occupancy
    whose end cancels what was not yet sent (R11).

    Raises `UnableToEnqueue` for a text that lacks one of its values, and for a recipient without the address that
    the channel needs: both are mistakes of the caller, better found here than in a worker.
    """
    channel = _channel_of(template)
    values = json.loads(json.dumps(dict(context)))
    language = to.language if to.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    addresses = {
        ChannelChoices.SMS: to.mobile,
        ChannelChoices.EMAIL: to.email,
        ChannelChoices.LETTER: to.address.lines if to.address else [],
    }
    if not addresses[channel]:
        raise UnableToEnqueue(f"{template}: the recipient has no address for {channel.value}")
    try:
        if channel is ChannelChoices.LETTER:
            compose(name_of(template), values, language)
        else:
            texts.render(template, values, language)
    except (texts.TextFault, DocumentFault) as fault:
        raise UnableToEnqueue(f"{template}: {fault}") from fault
    with transaction.atomic():
        message, created = Message.objects.get_or_create(
            key=key,
            defaults={
                "template": template,
                "channel": channel,
                "language": language,
                "mobile": to.mobile if channel is ChannelChoices.SMS else "",
                "email": to.email if channel is ChannelChoices.EMAIL else "",
                "postal": addresses[channel] if channel is ChannelChoices.LETTER else [],
                "subject": to.subject,
                "bound_to": bound_to,
                "context": values,
                "not_before": not_before or now,
                "expires_at": expires_at or max(now, not_before or now) + KEEP_TRYING[channel],
                "created_at": now,
                "changed_at": now,
            },
        )
        if created and message.not_before is not None and message.not_before <= now:
            transaction.on_commit(partial(_wake, message.pk), robust=True)


def cancel_bound(*, bound_to: str, now: datetime) -> int:
    """Take out of the outbox what is bound to `bound_to` and was not yet sent (R11). Returns how many messages.

    A message that a provider may already have cannot be called back, but will not be sent again.
    """
    if not bound_to:
        return 0
    with transaction.atomic():
        bound = Message.objects.filter(bound_to=bound_to, state__in=UNSENT, cancelled_at=None)
        marked = bound.update(cancelled_at=now, changed_at=now, context={})
        taken_out = Message.objects.select_for_update().filter(
            bound_to=bound_to, state__in=[State.QUEUED, State.CLAIMED]
        )
        ids = list(taken_out.values_list("pk", flat=True))
        Message.objects.filter(pk__in=ids).update(
            state=State.CANCELLED, not_before=None, lease_until=None, changed_at=now, context={}
        )
        tell_ended(ids, now=now)
    return marked


def forget_bound(*, bound_to: str) -> int:
    """Erase the addresses of what is bound to `bound_to` and need not be sent any more. Returns how many messages.

    One that a provider may or may not have keeps its address, by which it is looked up, until `sweeping.forget`.
    """
    over = Message.objects.filter(~Q(bound_to=""), bound_to=bound_to, state__in=[*FINAL, *AT_PROVIDER])
    return over.update(mobile="", email="", postal=[])


def _channel_of(template: str) -> ChannelChoices:
    try:
        return ChannelChoices(template.rpartition(".")[2])
    except ValueError:
        raise UnableToEnqueue(f"{template}: the suffix names no channel") from None


def name_of(template: str) -> str:
    """The document's name in `ean.letter`."""
    return template.rpartition(".")[0]


def _wake(message_id: int) -> None:
    wake_workers(message_due, sender=Message, message_id=message_id)
