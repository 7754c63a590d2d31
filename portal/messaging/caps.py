"""Caps on SMS: per number and in all, per hour and per day. Counted where the attempts are, in PostgreSQL."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from portal.messaging.models import ChannelChoices, Message, MessageAttempt

_LOCK = 0x5261_534D  # an advisory lock of our own: counting and starting an attempt go together
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def wait_until(message: Message, *, now: datetime) -> tuple[str, datetime] | None:
    """Which cap the message has run into, and when there is room again; None when it may go.

    Call it in the transaction that starts the attempt: other workers count after it has ended.
    """
    if message.channel != ChannelChoices.SMS:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    possible = MessageAttempt.objects.filter(channel=ChannelChoices.SMS).exclude(outcome="retry")
    # One that the provider does not list costs nothing. To one number it counts all the same, so that a provider
    # whose list is wrong cannot make us send the same SMS all day.
    made = possible.exclude(outcome="not_found")
    to_number = possible.filter(message__mobile=message.mobile)
    caps = settings.MESSAGING_SMS_CAPS
    for name, attempts, window in (
        ("number_hour", to_number, _HOUR),
        ("number_day", to_number, _DAY),
        ("hour", made, _HOUR),
        ("day", made, _DAY),
    ):
        recent = attempts.filter(started_at__gt=now - window).order_by("-started_at")
        # The attempt that has to leave the window before there is room for one more.
        oldest = recent.values_list("started_at", flat=True)[caps[name] - 1 : caps[name]]
        for started_at in oldest:
            return name, started_at + window
    return None
