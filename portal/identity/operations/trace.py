"""The trace of a user's own account, and the word to its owner."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.audit.operations import record
from portal.identity.models import User
from portal.messaging.operations import Recipient, enqueue


class Change(StrEnum):
    """What happened to an account. In the trace the code is `account.<change>`."""

    CREATED = "created"
    EMAIL_CONFIRMED = "email_confirmed"
    SIGNED_IN = "signed_in"  # with both factors
    STEPPED_UP = "stepped_up"
    PASSWORD = "password_changed"  # noqa: S105  # a word, not a password
    EMAIL = "email_changed"
    MOBILE = "mobile_changed"
    LANGUAGE = "language_changed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES = "recovery_codes_renewed"
    RECOVERY_CODE_USED = "recovery_code_used"
    SESSIONS_ENDED = "sessions_ended"
    BLOCKED = "blocked"


def trace(user: User, change: Change, now: datetime, **detail: Any) -> None:
    """Write the line, in the caller's transaction. `detail` holds codes and counts, no address and no number."""
    public_id = str(user.public_id)
    record(
        code=f"account.{change}",
        at=now,
        actor_kind="resident",
        actor_id=public_id,
        subject=public_id,
        detail=detail,
    )


def tell(user: User, change: Change, now: datetime, *, email: str = "") -> None:
    """E-mail the user what changed, to `email` if that is not (or no longer) the address of the account."""
    enqueue(
        template="account_changed.email",
        to=Recipient(language=user.language, email=email or user.email),
        context={"change": change.value},
        key=f"account:{user.public_id}:{change}:{now.isoformat()}",
        now=now,
    )


def recipient(user: User) -> Recipient:
    return Recipient(language=user.language, mobile=user.mobile, email=user.email)
