"""Idempotency keys: a POST that is sent again, after a lost answer, changes nothing more."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from portal.api.models import StoredAnswer
from portal.primitives.errors import UnableTo

KEPT = timedelta(hours=24)


class UnableToRepeat(UnableTo):
    """The key is in use: `code` is "in_progress" (the first request still runs) or "other_request"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def once(
    *, client: str, key: str, request: bytes, now: datetime, answer: Callable[[], tuple[int, bytes]]
) -> tuple[int, bytes, bool]:
    """The answer to `request`: made by `answer`, or the stored one when the client sent this key in the last day.

    Status, body, and whether it is a stored one. What `answer` changes and its answer are committed together: a
    process that is killed leaves both or neither. Only a success is kept; after a refusal the key may be used
    again. Raises `UnableToRepeat`.
    """
    digest = hashlib.sha256(request).hexdigest()
    with transaction.atomic():
        if not _locked(client, key):
            raise UnableToRepeat("in_progress")
        stored = StoredAnswer.objects.filter(client=client, key=key)
        former = stored.filter(created_at__gt=now - KEPT).first()
        if former is not None:
            if former.digest != digest:
                raise UnableToRepeat("other_request")
            return former.status, bytes(former.body), True
        status, body = answer()
        if 200 <= status < 300:
            stored.delete()
            StoredAnswer.objects.create(
                client=client, key=key, digest=digest, status=status, body=body, created_at=now
            )
        return status, body, False


def forget(*, now: datetime) -> int:
    """Delete the answers whose day is over. Returns how many."""
    return StoredAnswer.objects.filter(created_at__lte=now - KEPT).delete()[0]


def _locked(client: str, key: str) -> bool:
    """Whether this transaction is the only one with the key, now and until it ends."""
    number = int.from_bytes(hashlib.sha256(f"api:{client}:{key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        row: tuple[bool] = cursor.fetchone()
    return row[0]
