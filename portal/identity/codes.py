"""One-time codes: six digits, ten minutes, single use, five attempts (DESIGN §4)."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.identity.models import OneTimeCode
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import RaccordError

DIGITS = 6
LIFETIME = timedelta(minutes=10)
ATTEMPTS = 5


class Reason(StrEnum):
    """Why a code is refused."""

    WRONG = "wrong"
    EXPIRED = "expired"
    USED_UP = "used_up"  # used already, or five attempts made


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
    nonce = _store(purpose, subject, code, now)
    enqueue(
        template=template,
        to=to,
        context={"code": code, "minutes": LIFETIME // timedelta(minutes=1)},
        key=f"one_time_code:{nonce}",
        now=now,
        bound_to=bound_to,
    )


def issue_decoy(*, purpose: str, subject: str, now: datetime) -> None:
    """Make a code that nobody gets, so that trying it looks the same as trying one that was sent (R4)."""
    _store(purpose, subject, secrets.token_hex(16), now)


def check_code(*, purpose: str, subject: str, code: str, now: datetime) -> None:
    """Use the code of (`purpose`, `subject`) up, or raise `CodeRefused`.

    Each call costs an attempt, and tries that run together never get more than five. Not to be called inside a
    transaction: one that rolls back would give the attempt back (`durable` raises RuntimeError).
    """
    with transaction.atomic(durable=True):
        reason = try_code(purpose=purpose, subject=subject, code=code, now=now)
    if reason is not None:
        raise CodeRefused(reason)


def try_code(*, purpose: str, subject: str, code: str, now: datetime) -> Reason | None:
    """`check_code` for a caller with a transaction of its own, that commits whatever this answers."""
    codes = OneTimeCode.objects.filter(purpose=purpose, subject=subject)
    with transaction.atomic():
        # The update takes the row's lock: whoever tries at the same time waits here, and then sees this attempt.
        counted = codes.filter(used_at=None, expires_at__gt=now, attempts__lt=ATTEMPTS).update(
            attempts=F("attempts") + 1
        )
        found = codes.first()
        if not counted:
            return _why_closed(found, now)
        if found is None or not constant_time_compare(found.digest, _digest(found.nonce, _digits(code))):
            return Reason.WRONG
        codes.update(used_at=now)
        return None


def forget_expired(*, now: datetime) -> int:
    """Delete the codes that ended a day ago or earlier. Returns how many."""
    return OneTimeCode.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()[0]


def _store(purpose: str, subject: str, code: str, now: datetime) -> str:
    nonce = secrets.token_hex(16)
    OneTimeCode.objects.bulk_create(
        [
            OneTimeCode(
                purpose=purpose,
                subject=subject,
                nonce=nonce,
                digest=_digest(nonce, code),
                expires_at=now + LIFETIME,
            )
        ],
        update_conflicts=True,
        unique_fields=["purpose", "subject"],
        update_fields=["nonce", "digest", "expires_at", "attempts", "used_at"],
    )
    return nonce


def _why_closed(code: OneTimeCode | None, now: datetime) -> Reason:
    if code is None:
        return Reason.WRONG
    if code.used_at is not None or code.attempts >= ATTEMPTS:
        return Reason.USED_UP
    return Reason.EXPIRED


def _digits(text: str) -> str:
    """What a person typed, without the spaces and dashes that phones put in between."""
    return "".join(character for character in text if not character.isspace() and character != "-")


def _digest(nonce: str, code: str) -> str:
    # Six digits are found by trying them all: only the key, which the database does not hold, keeps them hidden.
    return salted_hmac(f"portal.identity.codes:{nonce}", code, algorithm="sha256").hexdigest()
