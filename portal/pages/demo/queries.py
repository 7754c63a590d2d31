"""What went out in the demo, for somebody who plays the recipients."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from connectmyhome.application.answers import Key
from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from portal.messaging.channels import ProviderAway, sms
from portal.messaging.models import ChannelChoices, Message
from portal.messaging.standin import mailbox
from portal.messaging.states import AT_PROVIDER, FINAL, UNSENT
from portal.pages.demo.connections import NAME
from portal.primitives.mobile import grouped

SHOWN = 40
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass(frozen=True, slots=True)
class Sent:
    """One SMS, e-mail or letter as its recipient got it. `code` is the one-time code in it, if any."""

    channel: str
    at: datetime
    to: str
    subject: str
    text: str
    code: str
    state: str
    tries: int
    file: str = ""  # id of a letter whose PDF the print house has not collected


@dataclass(frozen=True, slots=True)
class Outbox:
    """`waiting` are messages that have not gone out yet. `version` changes when anything does."""

    sent: list[Sent]
    waiting: list[Message]
    provider_away: bool
    version: str


def outbox() -> Outbox:
    """The newest first."""
    try:
        short, away = _short_messages(), False
    except ProviderAway:
        short, away = [], True
    sent = sorted([*short, *_emails(), *_letters()], key=lambda one: one.at, reverse=True)[:SHOWN]
    waiting = list(Message.objects.filter(state__in=UNSENT).order_by("-created_at")[:SHOWN])
    seen = repr((sent, [(message.pk, message.state, message.reason) for message in waiting], away))
    return Outbox(sent, waiting, away, hashlib.sha256(seen.encode()).hexdigest()[:16])


def application() -> Application | None:
    """The demo's application for connections, as long as nobody erased it."""
    return (
        Application.objects.filter(answers__contains={Key.NAME: NAME})
        .exclude(state=ApplicationState.DRAFT)
        .first()
    )


def _short_messages() -> list[Sent]:
    at_provider = sms.recent(SHOWN)
    ours = {
        message.provider_id: message
        for message in Message.objects.filter(provider_id__in=[one.sid for one in at_provider])
    }
    return [_short_message(one, ours.get(one.sid)) for one in at_provider]


def _short_message(one: sms.ProviderSms, message: Message | None) -> Sent:
    return Sent(
        channel=ChannelChoices.SMS,
        at=one.at,
        to=grouped(one.to),
        subject="",
        text=one.text,
        code=_code(one.text),
        state=message.get_state_display() if message else "",
        tries=message.attempt_count if message else 1,
    )


def _emails() -> list[Sent]:
    return [
        Sent(
            channel=ChannelChoices.EMAIL,
            at=email.at,
            to=email.to,
            subject=email.subject,
            text=email.body,
            code=_code(email.body),
            state="",
            tries=1,
        )
        for email in mailbox.newest(SHOWN)
    ]


def _letters() -> list[Sent]:
    handed_over = Message.objects.filter(channel=ChannelChoices.LETTER, state__in=[*AT_PROVIDER, *FINAL])
    return [
        Sent(
            channel=ChannelChoices.LETTER,
            at=message.changed_at,
            to=message.address,
            subject=str(message.get_channel_display()),
            text="",
            code="",
            state=message.get_state_display(),
            tries=message.attempt_count,
            file=str(message.public_id),
        )
        for message in handed_over.order_by("-changed_at")[:SHOWN]
        if letter_file(message.public_id) is not None
    ]


def letter_file(public_id: UUID) -> Path | None:
    """The PDF of a letter that waits for the print house; None when it is not there (any more)."""
    path = Path(settings.LETTER_SPOOL) / "ready" / f"{public_id}.pdf"
    return path if path.is_file() else None


def _code(text: str) -> str:
    found = _CODE.search(text)
    return found[0] if found else ""
