"""Writing days into the store."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from django.db import DataError, connection

from consumption.ingest.operations import Day, store_days
from consumption.models import ReadingCorrection, ReadingDay
from consumption.store.kinds import Channel, Status
from consumption.store.partitions import ensure_months
from consumption.store.profile import Profile, decode

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def a_day(access_point: int, day: date, value: int = 100) -> Day:
    profile = Profile(np.full(96, value, dtype=np.int64), np.full(96, Status.MEASURED, dtype=np.uint8))
    return Day(access_point, Channel.OFFTAKE, day, profile)


def test_a_day_comes_back_as_it_was_stored() -> None:
    entry = a_day(1, date(2026, 11, 1), 125)
    store_days(days=[entry], source="test", now=NOW)
    row = ReadingDay.objects.get(pk=(1, Channel.OFFTAKE, date(2026, 11, 1)))
    assert (row.total, row.status, row.night) == (96 * 125, Status.MEASURED, None)
    assert row.profile is not None
    assert decode(row.profile, Status(row.status)) == entry.profile


def test_the_same_days_again_rewrite_nothing() -> None:
    days = [a_day(1, date(2026, 11, day)) for day in range(1, 20)]
    first = store_days(days=days, source="test", now=NOW)
    again = store_days(days=days, source="test", now=NOW)
    assert (first.rows, first.rows_written) == (19, 19)
    assert (again.rows, again.rows_written, again.rows_corrected) == (19, 0, 0)


def test_a_correction_replaces_and_keeps_the_former_row() -> None:
    day = date(2026, 11, 1)
    store_days(days=[a_day(1, day, 100)], source="test", now=NOW)
    batch = store_days(
        days=[a_day(1, day, 90), a_day(2, day, 90)], source="correction", actor="an operator", now=NOW
    )
    assert (batch.rows_written, batch.rows_corrected) == (2, 1)
    assert ReadingDay.objects.get(access_point_id=1).total == 96 * 90
    former = ReadingCorrection.objects.get()
    assert (former.access_point_id, former.total, former.replaced_at) == (1, 9600, NOW)
    assert former.batch_id == batch.pk
    assert batch.actor == "an operator"


def test_days_of_many_months_are_stored_in_small_chunks() -> None:
    days = [a_day(point, date(2025, month, 3)) for point in (3, 1, 2) for month in range(1, 13)]
    batch = store_days(days=days, source="test", now=NOW, chunk_rows=5)
    assert (batch.chunks, batch.chunks_done) == (8, 8)
    assert (batch.rows, batch.rows_written, batch.rows_corrected) == (36, 36, 0)
    assert ReadingDay.objects.count() == 36


def test_a_day_without_quarter_hours_is_stored_with_its_total() -> None:
    store_days(
        days=[Day(5, Channel.GAS_VOLUME, date(2026, 1, 1), total=1234, status=Status.ESTIMATED)],
        source="t",
        now=NOW,
    )
    row = ReadingDay.objects.get()
    assert (row.total, row.status, row.profile) == (1234, Status.ESTIMATED, None)


def test_no_month_is_opened_outside_our_century() -> None:
    with pytest.raises(DataError):
        ensure_months(date(1999, 1, 1), date(1999, 2, 1))


def test_months_are_partitions_opened_by_the_owner_with_a_pinned_search_path() -> None:
    ensure_months(date(2031, 1, 15), date(2031, 2, 1))
    assert ensure_months(date(2031, 1, 1), date(2031, 2, 28)) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosecdef, proconfig FROM pg_proc WHERE proname = 'ensure_reading_months'")
        assert cursor.fetchone() == (True, ["search_path=pg_catalog, pg_temp"])
        cursor.execute(
            "SELECT has_function_privilege('public', 'public.ensure_reading_months(date,date)', 'EXECUTE')"
        )
        assert cursor.fetchone() == (False,)
