"""P2, P3, P4: readings coming in."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from django.db import connection

from bench.homes import make_meters, write_night
from bench.registry import Figure, Scale, benchmark
from consumption.ingest.operations import import_file
from consumption.ingest.rows import DAY_COLUMNS
from consumption.store.partitions import ensure_months

DAY = date(2026, 11, 3)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@contextmanager
def _a_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="raccord-bench-") as folder:
        yield Path(folder)


def _import(path: Path) -> tuple[float, int]:
    """Seconds from the first byte read to the last commit, and rows written."""
    began = time.perf_counter()
    batch = import_file(path=path, now=NOW, actor="bench")
    return time.perf_counter() - began, batch.rows_written


def _copy(rows: bytes, table: str) -> float:
    """Seconds that a plain COPY of `rows` takes."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        began = time.perf_counter()
        with cursor.cursor.copy(f"COPY {table} ({', '.join(DAY_COLUMNS)}) FROM STDIN (FORMAT BINARY)") as copy:
            for at in range(0, len(rows), 1 << 20):
                copy.write(rows[at : at + (1 << 20)])
        return time.perf_counter() - began


def _stored_rows() -> bytes:
    """The rows of the night as COPY takes them, in the order of their key."""
    columns = ", ".join(DAY_COLUMNS)
    select = f"SELECT {columns} FROM reading_day ORDER BY access_point_id, channel, day"
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT BINARY)") as copy:
        return b"".join(bytes(block) for block in copy)


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reading_day, reading_correction, reading_import_batch")


@benchmark("P2", "P4")
def one_client(scale: Scale) -> Iterator[Figure]:
    """A night of one client, then the same night again."""
    homes = scale.of(60_000, 300_000)
    make_meters(homes)
    ensure_months(DAY, DAY)
    with _a_folder() as folder:
        rows = write_night(folder / "night", DAY, range(1, homes + 1))
        first, written = _import(folder / "night")
        if written != rows:
            raise RuntimeError(f"{written} of {rows} rows were written")
        again, rewritten = _import(folder / "night")
        _empty()
        second, _ = _import(folder / "night")
    data = _stored_rows()
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE raw_day (LIKE reading_day)")
        times = []
        for _ in range(3):
            cursor.execute("TRUNCATE raw_day")
            times.append(_copy(data, "raw_day"))
        cursor.execute("DROP TABLE raw_day")
    _empty()
    raw = sorted(times)[1]
    best = min(first, second)
    beside = f"{rows:,} rows, {rows / best:,.0f} rows/s; COPY into an unlogged table {rows / raw:,.0f} rows/s"
    yield Figure("P2", "a night, decode to commit ÷ raw COPY, rows/s", raw / best, beside, 0.06, at_least=True)
    beside = f"first load {best:.1f} s, replay {again:.1f} s"
    yield Figure("P4", "replay of an unchanged night ÷ first load", again / best, beside, 1)
    yield Figure("P4", "rows rewritten by the replay", rewritten, f"of {rows:,}", 0)


@benchmark("P3")
def two_workers(scale: Scale) -> Iterator[Figure]:
    """A whole night by two processes at once."""
    homes = scale.of(60_000, 1_400_000)
    make_meters(homes)
    ensure_months(DAY, DAY)
    middle = homes // 2
    with _a_folder() as folder:
        halves = (range(1, middle + 1), range(middle + 1, homes + 1))
        rows = sum(write_night(folder / f"half{at}", DAY, half, seed=at) for at, half in enumerate(halves))
        workers = [
            subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "bench.worker", str(folder / f"half{at}")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for at in range(2)
        ]
        for worker in workers:
            if worker.stdout is None or not worker.stdout.readline():
                raise RuntimeError("a worker did not start")
        began = time.perf_counter()
        for worker in workers:
            if worker.stdin is not None:
                worker.stdin.close()  # the start signal
        if any([worker.wait() for worker in workers]):
            raise RuntimeError("a worker failed")
        took = time.perf_counter() - began
    data = _stored_rows()
    _empty()
    keyed = _copy(data, "reading_day")
    _empty()
    beside = f"{rows:,} rows, {rows / took:,.0f} rows/s; one COPY into the keyed table {rows / keyed:,.0f} rows/s"
    yield Figure(
        "P3", "a night, two workers ÷ COPY into the keyed table", keyed / took, beside, 0.3, at_least=True
    )
