"""The months of `reading_day`: each is a partition, made when the first reading of the month comes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

# Who writes readings of a month shares its lock; who closes the month takes it alone. It is taken before any lock
# on the table, so that the two wait for each other here and never cross.
LOCK_SPACE = 0x52454144  # "READ"


def ensure_months(first: date, last: date) -> int:
    """Make the missing partitions from the month of `first` to that of `last`, and tell how many were missing.

    Cheap when nothing is missing. Raises `django.db.DataError` for days before 2000 or after 2099.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.ensure_reading_months(%s, %s)", [first, last])
        return int(cursor.fetchone()[0])


def months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def next_month(month: date) -> date:
    """The first day of the month after that of `month`."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def lock_number(month: date) -> int:
    """What the lock of a month is called within `LOCK_SPACE`."""
    return month.year * 12 + month.month


def share_months(cursor: Any, first: date, last: date) -> None:
    """Until the end of the transaction, let no one close the months of these days."""
    for month in months(first, last):
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK_SPACE, lock_number(month)])
