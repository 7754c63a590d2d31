"""One-time codes: six digits, ten minutes, single use, five attempts, stored hashed (DESIGN §4)."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from portal.identity.models import CODE_LIFETIME, OneTimeCode, Reason
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import RaccordError

__all__ = ["CodeRefused", "Reason", "check_code", "forget_expired", "issue_code", "issue_decoy", "try_code"]

DIGITS = 6


class CodeRefused(RaccordError):
    """The code does not open what it was tried on. `reason` is one of `Reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def issue_code(
    *, purpose: str, subject: str, to: Recipient, template: str, now: datetime, bound_to: str = ""
) -> None:
    """Make a new code for (`purpose`, `subject`) and enqueue it, in the caller's transaction.

    It replaces the former code of the same purpose and subject. The text `template` gets `code` and `minutes`.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic():
        nonce = _store(purpose, subject, code, now)
        enqueue(
            template=template,
            to=to,
            context={"code": code, "minutes": CODE_LIFETIME // timedelta(minutes=1)},
            key=f"one_time_code:{nonce}",
            now=now,
            expires_at=now + CODE_LIFETIME,
            bound_to=bound_to,
        )


def issue_decoy(*, purpose: str, subject: str, now: datetime) -> None:
    """Make a code that nobody gets, so that trying it looks the same as trying one that was sent (R4)."""
    _store(purpose, subject, secrets.token_hex(16), now)


def try_code(*, purpose: str, subject: str, code: str, now: datetime) -> Reason | None:
    """Use the code up in the caller's transaction: why it was refused, or None when it was right.

    The caller's transaction must commit whatever the answer is; one that rolls back gives the attempt back.
    """
    return OneTimeCode.objects.attempt(purpose=purpose, subject=subject, code=code, now=now)


def check_code(*, purpose: str, subject: str, code: str, now: datetime) -> None:
    """Use the code of (`purpose`, `subject`) up, or raise `CodeRefused`.

    Each call costs an attempt, and tries that run together never get more than five. Not to be called inside a
    transaction: one that rolls back would give the attempt back (`durable` raises RuntimeError).
    """
    with transaction.atomic(durable=True):
        reason = OneTimeCode.objects.attempt(purpose=purpose, subject=subject, code=code, now=now)
    if reason is not None:
        raise CodeRefused(reason)


def forget_expired(*, now: datetime) -> int:
    """Delete the codes that ended a day ago or earlier. Returns how many."""
    return OneTimeCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()[0]


def _store(purpose: str, subject: str, code: str, now: datetime) -> str:
    row = OneTimeCode(
        purpose=purpose, subject=subject, nonce=secrets.token_hex(16), expires_at=now + CODE_LIFETIME
    )
    row.lock(code)
    OneTimeCode.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["purpose", "subject"],
        update_fields=["nonce", "digest", "expires_at", "attempts", "used_at"],
    )
    return row.nonce
