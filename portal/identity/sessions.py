"""Sessions in the database, with the rules of the portal.

A session ends eight hours after sign-in, after thirty minutes without a request, and when its row is deleted: on a
new password, on "sign out everywhere", and when the user is blocked.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from portal.identity.models import Session

ABSOLUTE = timedelta(hours=8)
IDLE = timedelta(minutes=30)
SIGNED_IN_AT = "signed_in_at"  # seconds since 1970, set at sign-in
_PRECISION = timedelta(minutes=1)  # of `seen_at`: not every request writes it


class SessionStore(DatabaseStore):
    """Loads a session only while the rules let it live."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast("Session", super().create_model_instance(data))
        session.user_id = data.get(SESSION_KEY)
        session.seen_at = timezone.now()
        if SIGNED_IN_AT in data:
            session.expire_date = datetime.fromtimestamp(data[SIGNED_IN_AT], UTC) + ABSOLUTE
        return session

    def _validate_session_key(self, key: str | None) -> bool:
        # A key is letters and digits. A quoted cookie can hold a NUL byte, which PostgreSQL answers with an error.
        return bool(key) and str(key).isalnum() and super()._validate_session_key(key)  # type: ignore[misc]

    def _get_session_from_db(self) -> Session | None:
        session: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        now = timezone.now()
        if session is not None and session.seen_at <= now - IDLE:
            self._session_key = None
            return None
        if session is not None and session.seen_at <= now - _PRECISION:
            Session.objects.filter(pk=session.pk).update(seen_at=now)
        return session

    async def _aget_session_from_db(self) -> Session | None:
        return await sync_to_async(self._get_session_from_db)()


def forget_expired(*, now: datetime) -> int:
    """Delete the sessions that have ended by themselves. Returns how many."""
    return (
        Session.objects.filter(expire_date__lte=now).delete()[0]
        + (Session.objects.filter(seen_at__lte=now - IDLE).delete()[0])
    )
