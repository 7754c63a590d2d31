"""Usage roll-ups (R14): how often which data were shown, to whom and how. By day for 31 days, by week for 20
weeks, by month for 20 months. They hold counts, and nobody's data."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from portal.audit.models import Rollup, Span
from portal.primitives.period import BELGIUM, belgian_day

KEPT = {Span.DAY: 31, Span.WEEK: 20, Span.MONTH: 20}
_SETTLED_AFTER = timedelta(hours=1)  # transactions of the last minutes of a day have ended by then

_COUNT = """
INSERT INTO audit_rollup (span, start, actor_kind, organisation, role, kind, channel, count)
SELECT %s, %s, actor_kind, organisation, role, kind, channel, count(*)
FROM audit_event, unnest(kinds) AS kind
WHERE at >= %s AND at < %s
GROUP BY actor_kind, organisation, role, kind, channel
"""


def roll_up(*, now: datetime) -> int:
    """Count each day, week and month that is over and was not counted yet, and forget those kept long enough.
    Returns how many were counted. Doing it again changes nothing."""
    today = belgian_day(now - _SETTLED_AFTER)
    counted = 0
    for span, kept in KEPT.items():
        wanted = list(_before(span, today, kept))
        Rollup.objects.filter(span=span, start__lt=wanted[-1][0]).delete()
        known = set(Rollup.objects.filter(span=span).values_list("start", flat=True).distinct())
        for start, end in wanted:
            if start not in known:
                _count(span, start, end)
                counted += 1
    return counted


@transaction.atomic
def _count(span: Span, start: date, end: date) -> None:
    with connection.cursor() as cursor:
        # Two workers at once count once: the second one waits, and then finds the rows.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"audit_rollup {span} {start}"])
        if not Rollup.objects.filter(span=span, start=start).exists():
            cursor.execute(_COUNT, [span.value, start, _midnight(start), _midnight(end)])


def _before(span: Span, today: date, count: int) -> Iterator[tuple[date, date]]:
    """The last `count` spans that ended before or with the beginning of `today`, latest first: first day, and the
    day after the last."""
    end = {
        Span.DAY: today,
        Span.WEEK: today - timedelta(days=today.weekday()),
        Span.MONTH: today.replace(day=1),
    }[span]
    for _ in range(count):
        start = {
            Span.DAY: end - timedelta(days=1),
            Span.WEEK: end - timedelta(days=7),
            Span.MONTH: (end - timedelta(days=1)).replace(day=1),
        }[span]
        yield start, end
        end = start


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BELGIUM)
