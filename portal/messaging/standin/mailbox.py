"""A mail backend that keeps each e-mail as a file, for the demo's page."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedEmail
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes to the folder `settings.MAILBOX`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAILBOX)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(email.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class KeptEmail:
    """An e-mail in the mailbox."""

    at: datetime
    to: str
    subject: str
    body: str


def newest(limit: int) -> list[KeptEmail]:
    """The last e-mails, newest first."""
    files = sorted(Path(settings.MAILBOX).glob("*.eml"), reverse=True)[:limit]
    return [_read(file) for file in files]


def _read(file: Path) -> KeptEmail:
    parsed = message_from_bytes(file.read_bytes(), _class=ParsedEmail, policy=policy.default)
    body = parsed.get_body(("plain",))
    return KeptEmail(
        at=datetime.fromtimestamp(int(file.name.partition("-")[0]) / 1e9, UTC),
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        body=body.get_content() if body else "",
    )
