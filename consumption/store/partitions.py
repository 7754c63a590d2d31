"""The months of `reading_day`: each is a partition, made when the first reading of the month comes."""

from datetime import date

from django.db import connection


def ensure_months(first: date, last: date) -> int:
    """Make the missing partitions from the month of `first` to that of `last`, and tell how many were missing.

    Cheap when nothing is missing. Raises `django.db.DataError` for days before 2000 or after 2099.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.ensure_reading_months(%s, %s)", [first, last])
        return int(cursor.fetchone()[0])
