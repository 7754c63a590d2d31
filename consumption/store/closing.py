"""Closing a month: its partition is written anew in the order of the key and takes the place of the old one.

Nights come in day by day, so the days of one access point lie a whole night apart. After the close they lie
together, and three years of an access point are read from some two hundred pages instead of more than a thousand.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import OperationalError, connections, transaction
from django.utils.translation import gettext

from consumption.store.partitions import LOCK_SPACE, lock_number, next_month
from portal.primitives.errors import UnableTo

OWNER = "owner"
PATIENCE = 0.5  # seconds that the swap may make a reader wait
TRIES = 120


class UnableToClose(UnableTo):
    """The month stays as it was; the text says why."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What a close did. Sizes are bytes, indexes included."""

    rows: int
    size_before: int
    size_after: int


def close_month(*, month: date, today: date, pause: float = 1.0) -> Closed:
    """Rewrite the month of `month` in key order and swap it in, as the owner of the tables.

    Imports into this month wait meanwhile; readers wait only for the swap, at most `PATIENCE` seconds a try, with
    `pause` seconds between tries. A month can be closed again, after corrections. Raises `UnableToClose`.
    """
    first = month.replace(day=1)
    end = next_month(first)
    if end > today:
        raise UnableToClose(gettext("the month is not over yet"))
    name = f"reading_day_y{first:%Y}m{first:%m}"
    fresh = f"{name}_closing"
    with _months_lock(first), connections[OWNER].cursor() as cursor:
        before = _size(cursor, name)
        if before is None:
            raise UnableToClose(gettext("the store holds no readings of this month"))
        rows = _write(cursor, name, fresh, first, end)
        try:
            _swap(cursor, name, fresh, first, end, pause)
        except UnableToClose:
            cursor.execute(f"DROP TABLE public.{fresh}")
            raise
        return Closed(rows, before, _size(cursor, name) or 0)


@contextmanager
def _months_lock(first: date) -> Iterator[None]:
    """Keep imports of this month away. The lock belongs to the session: it goes when the process goes."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, lock_number(first)])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, lock_number(first)])


def _size(cursor: Any, name: str) -> int | None:
    cursor.execute("SELECT pg_total_relation_size(to_regclass(%s))", [f"public.{name}"])
    size: int | None = cursor.fetchone()[0]
    return size


def _write(cursor: Any, name: str, fresh: str, first: date, end: date) -> int:
    """The copy, with its key, ready to be attached without a scan; gives its number of rows."""
    with transaction.atomic(using=OWNER):
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(f"DROP TABLE IF EXISTS public.{fresh}")  # of a close that was killed
        cursor.execute(
            f"CREATE TABLE public.{fresh} (LIKE public.reading_day INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
            " INCLUDING STORAGE) WITH (fillfactor = 100)"
        )
        cursor.execute(
            f"INSERT INTO public.{fresh} SELECT * FROM public.{name} ORDER BY access_point_id, channel, day"  # noqa: S608
        )
        rows: int = cursor.rowcount
        cursor.execute(
            f"ALTER TABLE public.{fresh} ADD PRIMARY KEY (access_point_id, channel, day) WITH (fillfactor = 100),"
            f" ADD CONSTRAINT of_month CHECK (day >= '{first}' AND day < '{end}')"
        )
    cursor.execute(f"VACUUM (FREEZE, ANALYZE) public.{fresh}")  # readers need not look whether a row is visible
    return rows


def _swap(cursor: Any, name: str, fresh: str, first: date, end: date, pause: float) -> None:
    for _ in range(TRIES):
        try:
            with transaction.atomic(using=OWNER):
                cursor.execute(f"SET LOCAL lock_timeout = '{int(PATIENCE * 1000)}ms'")
                cursor.execute(f"LOCK TABLE ONLY public.reading_day, public.{name} IN ACCESS EXCLUSIVE MODE")
                cursor.execute(f"ALTER TABLE public.reading_day DETACH PARTITION public.{name}")
                cursor.execute(f"DROP TABLE public.{name}")
                cursor.execute(f"ALTER TABLE public.{fresh} RENAME TO {name}")
                cursor.execute(f"ALTER INDEX public.{fresh}_pkey RENAME TO {name}_pkey")
                cursor.execute(
                    f"ALTER TABLE public.reading_day ATTACH PARTITION public.{name}"
                    f" FOR VALUES FROM ('{first}') TO ('{end}')"
                )
                cursor.execute(f"ALTER TABLE public.{name} DROP CONSTRAINT of_month")
            return
        except OperationalError as error:  # the lock was not to be had in time: let the others go first
            if getattr(error.__cause__, "sqlstate", "") != "55P03":
                raise
            time.sleep(pause)
    raise UnableToClose(gettext("somebody reads the table all the time; try again later"))
