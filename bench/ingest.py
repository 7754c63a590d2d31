"""P2, P3, P4: readings coming in.

Two things cost: to read, check and compress (the client), and to store rows (the database). P2 and P3 are the
second, as the experiment behind DESIGN §5 measured it; P2b and P3b are the whole way from file to last commit.
"""

import gc
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
from consumption.ingest.feed import Feed
from consumption.ingest.lines import numbered_lines
from consumption.ingest.load import DAYS, load, open_batch
from consumption.ingest.problems import Problems
from consumption.ingest.rows import DAY_COLUMNS, Spool
from consumption.store.partitions import ensure_months

DAY = date(2026, 11, 3)
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def read(path: Path, spool: Spool) -> float:
    """Check and encode all lines; seconds."""
    gc.disable()  # as manage.py import_readings does
    began = time.perf_counter()
    problems = Problems()
    with path.open("rb") as stream, Spool() as standings:
        Feed(spool, standings, problems, NOW.date()).read(numbered_lines(stream, problems))
    gc.enable()
    if problems.count:
        raise problems.refusal()
    return time.perf_counter() - began


def store(spool: Spool) -> tuple[float, int]:
    """Rows from the spool to the last commit; seconds, and rows written."""
    began = time.perf_counter()
    digest = spool.finish()
    batch = open_batch(
        kind="feed", source="night", digest=digest, actor="bench", chunks=len(spool.chunks), now=NOW
    )
    load(batch, [(DAYS, spool)], now=NOW, progress=lambda done, total: None)
    return time.perf_counter() - began, batch.rows_written


def _copy(rows: bytes, table: str) -> float:
    """Seconds that a plain COPY of `rows` takes."""
    with connection.cursor() as cursor:
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


@contextmanager
def _unlogged() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE raw_day (LIKE reading_day)")
        yield "raw_day"
        cursor.execute("DROP TABLE raw_day")


@benchmark("P2", "P4")
def one_client(scale: Scale) -> Iterator[Figure]:
    """A night of one client, then the same night again."""
    homes = scale.of(60_000, 300_000)
    make_meters(homes)
    ensure_months(DAY, DAY)
    loads, replays, copies = [], [], []
    rewritten = 0
    with (
        tempfile.TemporaryDirectory(prefix="raccord-bench-") as folder,
        Spool() as spool,
        _unlogged() as raw_table,
    ):
        night = Path(folder) / "night"
        rows = write_night(night, DAY, range(1, homes + 1))
        with Spool() as other:
            reading = read(night, other)
        reading = min(reading, read(night, spool))
        for _ in range(3):
            _empty()
            seconds, written = store(spool)
            if written != rows:
                raise RuntimeError(f"{written} of {rows} rows were written")
            loads.append(seconds)
            seconds, again = store(spool)
            rewritten += again
            replays.append(seconds)
            data = _stored_rows()
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {raw_table}")
            copies.append(_copy(data, raw_table))
    _empty()
    first, replay, raw = min(loads), min(replays), min(copies)
    beside = f"{rows:,} rows, {rows / first:,.0f} rows/s; COPY into an unlogged table {rows / raw:,.0f} rows/s"
    yield Figure(
        "P2", "a night's upsert, rows to commit ÷ raw COPY, rows/s", raw / first, beside, 0.06, at_least=True
    )
    whole = reading + first
    beside = f"{rows / whole:,.0f} rows/s, {96 * rows / whole / 1e6:.1f} M values/s; reading {rows / reading:,.0f}"
    yield Figure("P2b", "the same with reading, checking, compressing", raw / whole, beside)
    beside = f"first {first:.1f} s, replay {replay:.1f} s, reading the file left out of both"
    yield Figure("P4", "replay of an unchanged night ÷ first load", replay / first, beside, 1)
    yield Figure("P4b", "rows rewritten by three replays", rewritten, f"of {3 * rows:,}", 0)


@benchmark("P3")
def two_workers(scale: Scale) -> Iterator[Figure]:
    """A whole night by two processes at once."""
    homes = scale.of(60_000, 1_400_000)
    make_meters(homes)
    ensure_months(DAY, DAY)
    middle = homes // 2
    with tempfile.TemporaryDirectory(prefix="raccord-bench-") as folder:
        files = [Path(folder) / f"half{at}" for at in range(2)]
        halves = (range(1, middle + 1), range(middle + 1, homes + 1))
        rows = sum(write_night(files[at], DAY, halves[at], seed=at) for at in range(2))
        times: dict[str, list[float]] = {"store": [], "all": []}
        for what in ("store", "store", "store", "all", "all"):
            _empty()
            times[what].append(_together(what, files))
        stored, whole = min(times["store"]), min(times["all"])
    data = _stored_rows()
    _empty()
    copies = []
    for _ in range(3):
        copies.append(_copy(data, "reading_day"))
        _empty()
    keyed = min(copies)
    beside = (
        f"{rows:,} rows, {rows / stored:,.0f} rows/s; one COPY into the keyed table {rows / keyed:,.0f} rows/s"
    )
    yield Figure(
        "P3", "a night, two workers ÷ COPY into the keyed table", keyed / stored, beside, 0.3, at_least=True
    )
    beside = (
        f"{rows / whole:,.0f} rows/s; 1.4 M access points and their roofs in {1.87e6 * whole / rows / 60:.1f} min"
    )
    yield Figure("P3b", "the same with reading, checking, compressing", keyed / whole, beside)


def _together(what: str, files: list[Path]) -> float:
    """Seconds that the workers take, from the moment when all are ready until the last one is done."""
    workers = [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "bench.worker", what, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for file in files
    ]
    _hear(workers)
    began = time.perf_counter()
    for worker in workers:
        if worker.stdin is not None:
            worker.stdin.close()  # the start signal
    _hear(workers)
    took = time.perf_counter() - began
    for worker in workers:
        worker.wait()
    return took


def _hear(workers: list["subprocess.Popen[bytes]"]) -> None:
    """Wait until each has said its word."""
    for worker in workers:
        if worker.stdout is None or not worker.stdout.readline():
            raise RuntimeError("a worker failed")
