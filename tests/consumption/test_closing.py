"""Closing a month, the owner's function, and what a killed import leaves."""

import threading
from datetime import UTC, date, datetime
from io import StringIO

import numpy as np
import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from consumption.ingest import load
from consumption.ingest.operations import Day, store_days
from consumption.models import ImportBatch, ReadingCorrection, ReadingDay
from consumption.store import closing
from consumption.store.closing import UnableToClose, close_month
from consumption.store.kinds import Channel, Status
from consumption.store.profile import Profile

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
TODAY = date(2026, 11, 23)
MONTH = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def readings() -> None:
    """Twenty homes, night after night, as the feed brings them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reading_day, reading_correction, reading_import_batch")
    store_nights(range(1, 21))


def store_nights(homes: range, value: int = 100) -> None:
    states = np.full(96, Status.MEASURED, dtype=np.uint8)
    for day in (1, 2, 3, 30):
        profile = Profile(np.full(96, value + day, dtype=np.int64), states)
        nights = [Day(home, Channel.OFFTAKE, date(2026, 10, day), profile) for home in homes]
        store_days(days=nights, source="a night", now=NOW)


def contents() -> list[tuple[object, ...]]:
    rows = ReadingDay.objects.order_by("access_point_id", "channel", "day").values_list(
        "access_point_id", "channel", "day", "status", "total", "profile"
    )
    return [(*row[:5], bytes(row[5] or b"")) for row in rows]


def order_on_disk() -> list[tuple[int, date]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_point_id, day FROM reading_day_y2026m10 ORDER BY ctid")
        return list(cursor.fetchall())


def test_a_closed_month_holds_the_same_readings_in_the_order_of_their_key() -> None:
    before = contents()
    assert order_on_disk() != sorted(order_on_disk())
    closed = close_month(month=MONTH, today=TODAY)
    assert closed.rows == 80
    assert contents() == before
    assert order_on_disk() == sorted(order_on_disk())


def test_a_closed_month_takes_corrections_and_can_be_closed_again() -> None:
    close_month(month=MONTH, today=TODAY)
    store_nights(range(5, 7), value=50)
    assert ReadingCorrection.objects.count() == 8
    before = contents()
    close_month(month=MONTH, today=TODAY)
    assert contents() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'reading_day_y2026m10%%'")
        assert cursor.fetchone() == (2,)  # the partition and its key


def test_the_close_of_a_process_that_was_killed_does_not_hinder_the_next() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE reading_day_y2026m10_closing (left_behind integer)")
    assert close_month(month=MONTH, today=TODAY).rows == 80


@pytest.mark.parametrize("month", [date(2026, 11, 1), date(2027, 1, 1), date(2011, 1, 1)])
def test_an_open_month_and_one_without_readings_are_not_closed(month: date) -> None:
    with pytest.raises(UnableToClose):
        close_month(month=month, today=TODAY)


def another_session() -> psycopg.Connection:
    of = connection.settings_dict
    return psycopg.connect(
        host=of["HOST"], port=of["PORT"], user=of["USER"], password=of["PASSWORD"], dbname=of["NAME"]
    )


def test_a_long_reader_keeps_the_month_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "PATIENCE", 0.05)
    monkeypatch.setattr(closing, "TRIES", 2)
    before = contents()
    with another_session() as reader:
        reader.execute("SELECT count(*) FROM reading_day")
        with pytest.raises(UnableToClose):
            close_month(month=MONTH, today=TODAY, pause=0)
    assert contents() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('reading_day_y2026m10_closing')")
        assert cursor.fetchone() == (None,)


def test_the_swap_happens_when_a_reader_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "PATIENCE", 0.05)
    reader = another_session()
    reader.execute("SELECT count(*) FROM reading_day")
    leaves = threading.Timer(0.5, reader.close)
    leaves.start()
    close_month(month=MONTH, today=TODAY, pause=0.05)
    leaves.join()
    assert order_on_disk() == sorted(order_on_disk())


def test_an_import_of_the_month_waits_for_the_close_and_loses_nothing() -> None:
    stored = threading.Event()

    def night() -> None:
        store_nights(range(21, 24))
        stored.set()
        connections.close_all()

    with closing._months_lock(MONTH):
        importing = threading.Thread(target=night)
        importing.start()
        assert not stored.wait(0.4)
    importing.join(10)
    assert stored.is_set()
    assert ReadingDay.objects.filter(access_point_id__gte=21).count() == 12


def test_an_import_killed_between_chunks_goes_on_after_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    states = np.full(96, Status.MEASURED, dtype=np.uint8)
    profile = Profile(np.full(96, 7, dtype=np.int64), states)
    days = [Day(home, Channel.INJECTION, date(2026, 10, 5), profile) for home in range(1, 101)]
    load_chunk, numbers = load._load_chunk, []

    def killed_at_the_third(batch: ImportBatch, number: int, *rest: object) -> None:
        numbers.append(number)
        load_chunk(batch, number, *rest)  # type: ignore[arg-type]
        if len(numbers) == 3:
            raise Killed

    monkeypatch.setattr(load, "_load_chunk", killed_at_the_third)
    with pytest.raises(Killed):
        store_days(days=days, source="a night", now=NOW, chunk_rows=20)
    assert ReadingDay.objects.filter(channel=Channel.INJECTION).count() == 40
    batch = store_days(days=days, source="a night", now=NOW, chunk_rows=20)
    assert numbers == [0, 1, 2, 2, 3, 4]
    assert ReadingDay.objects.filter(channel=Channel.INJECTION).count() == 100
    assert (batch.state, batch.rows, batch.rows_written) == (ImportBatch.State.DONE, 100, 100)
    assert ImportBatch.objects.filter(source="a night", rows=100).count() == 1


def test_two_processes_do_not_import_the_same_rows_at_once() -> None:
    batch = ImportBatch.objects.create(
        kind="feed", source="f", digest="d", actor="a", chunks=2, started_at=NOW, chunks_done=1
    )
    stale = ImportBatch.objects.get(pk=batch.pk)
    stale.chunks_done = 0
    with load.Spool(chunk_rows=1) as spool:
        spool.extend([(1, b"")])
        spool.finish()
        with pytest.raises(load.UnableToLoad):
            load.load(stale, [(load.DAYS, spool)], now=NOW, progress=lambda done, total: None)


def test_the_role_of_the_application_stores_readings_of_a_new_month_but_makes_no_tables() -> None:
    role = settings.DATABASE_APP_ROLE
    if not role:
        pytest.skip("one role does both here")
    profile = Profile(np.ones(96, dtype=np.int64), np.full(96, Status.MEASURED, dtype=np.uint8))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")
        store_days(days=[Day(1, Channel.OFFTAKE, date(2033, 5, 1), profile)], source="a night", now=NOW)
        assert ReadingDay.objects.filter(day=date(2033, 5, 1)).exists()
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert cursor.fetchone() == (False,)


def test_the_commands_say_what_they_did_and_what_they_cannot_do() -> None:
    told = StringIO()
    call_command("close_month", "2026-10", stdout=told)
    assert "2026-10" in told.getvalue() and "80" in told.getvalue()
    with pytest.raises(CommandError, match="2026-11"):
        call_command("close_month", "2026-11")
    with pytest.raises(CommandError, match="October"):
        call_command("close_month", "October")
    with pytest.raises(CommandError, match="Citus"):
        call_command("distribute")
