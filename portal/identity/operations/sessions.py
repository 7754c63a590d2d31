"""Ending sessions from the account page."""

from datetime import datetime

from django.db import transaction

from portal.identity.models import Session, User
from portal.identity.operations.trace import Change, trace


def end_other_sessions(*, user: User, current_key: str, now: datetime) -> int:
    """End all sessions of the user but the current one. Returns how many."""
    with transaction.atomic():
        ended, _ = Session.objects.filter(user=user).exclude(session_key=current_key).delete()
        trace(user, Change.SESSIONS_ENDED, now, count=ended)
    return ended
