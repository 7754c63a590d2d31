"""Chunks of the spool into the tables, each in one transaction with its line in the ledger.

A row that is the same is not rewritten; a row that differs is replaced, and the former one goes to the table of
corrections. Killed in between, an import goes on after the last chunk that was committed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext

from consumption.ingest.rows import DAY_COLUMNS, INDEX_COLUMNS, Chunk, Spool
from consumption.models import ImportBatch
from consumption.store.partitions import ensure_months, share_months
from portal.primitives.errors import UnableTo

Progress = Callable[[int, int], None]


class UnableToLoad(UnableTo):
    """Another process is importing the same rows."""


@dataclass(frozen=True, slots=True)
class Target:
    """A table that chunks go to."""

    table: str
    corrections: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def incoming(self) -> str:
        return f"incoming_{self.table}"

    @property
    def stage(self) -> str:
        """A table of this session, empty when a transaction ends."""
        return (
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {self.incoming} (LIKE {self.table} INCLUDING DEFAULTS)"
            " ON COMMIT DELETE ROWS"
        )

    @property
    def copy(self) -> str:
        return f"COPY {self.incoming} ({', '.join(self.columns)}) FROM STDIN (FORMAT BINARY)"

    @property
    def merge(self) -> str:
        """Upsert; parameters: batch, moment. Gives the number of rows written, and of those that were replaced."""
        columns = ", ".join(self.columns)
        values = [column for column in self.columns if column not in self.key]
        former = ", ".join(f"old.{column} AS {column}" for column in self.columns)
        return f"""
            WITH written AS (
              INSERT INTO {self.table} AS kept ({columns}) SELECT {columns} FROM {self.incoming}
              ON CONFLICT ({", ".join(self.key)}) DO UPDATE
              SET {", ".join(f"{column} = EXCLUDED.{column}" for column in values)}
              WHERE ({", ".join(f"kept.{column}" for column in values)})
                IS DISTINCT FROM ({", ".join(f"EXCLUDED.{column}" for column in values)})
              RETURNING {former}
            ), corrected AS (
              INSERT INTO {self.corrections} ({columns}, batch_id, replaced_at)
              SELECT {columns}, %s, %s FROM written WHERE access_point_id IS NOT NULL
              RETURNING 1
            )
            SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM corrected)
        """  # noqa: S608 names come from this module


DAYS = Target("reading_day", "reading_correction", DAY_COLUMNS, ("access_point_id", "channel", "day"))
INDEXES = Target(
    "index_reading", "index_correction", INDEX_COLUMNS, ("access_point_id", "register", "day", "meter_id")
)


def open_batch(*, kind: str, source: str, digest: str, actor: str, chunks: int, now: datetime) -> ImportBatch:
    """The unfinished batch of the same rows, or a new one."""
    batch, _new = ImportBatch.objects.get_or_create(
        digest=digest,
        state=ImportBatch.State.LOADING,
        defaults={"kind": kind, "source": source[:200], "actor": actor[:64], "chunks": chunks, "started_at": now},
    )
    return batch


def load(batch: ImportBatch, spools: list[tuple[Target, Spool]], *, now: datetime, progress: Progress) -> None:
    """Write what the ledger does not hold as written yet. Raises `UnableToLoad`."""
    work = [(target, spool, chunk) for target, spool in spools for chunk in spool.chunks]
    total = sum(chunk.rows for _, _, chunk in work)
    done = 0
    for number, (target, spool, chunk) in enumerate(work):
        if number >= batch.chunks_done:
            if target is DAYS:
                ensure_months(chunk.first, chunk.last)
            with transaction.atomic():
                _load_chunk(batch, number, target, spool, chunk, now)
        done += chunk.rows
        progress(done, total)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.DONE, finished_at=now)
    batch.refresh_from_db()


def _load_chunk(
    batch: ImportBatch, number: int, target: Target, spool: Spool, chunk: Chunk, now: datetime
) -> None:
    taken = ImportBatch.objects.filter(pk=batch.pk, chunks_done=number).update(chunks_done=number + 1)
    if not taken:
        raise UnableToLoad(gettext("another process is importing the same readings"))
    with connection.cursor() as cursor:
        if target is DAYS:
            share_months(cursor, chunk.first, chunk.last)
        cursor.execute(target.stage)
        cursor.execute(f"DELETE FROM {target.incoming}")  # noqa: S608 a caller's transaction may span chunks
        with cursor.cursor.copy(target.copy) as copy:
            for block in spool.blocks(chunk):
                copy.write(block)
        cursor.execute(target.merge, [batch.pk, now])
        written, corrected = cursor.fetchone()
    ImportBatch.objects.filter(pk=batch.pk).update(
        rows=F("rows") + chunk.rows,
        rows_written=F("rows_written") + written,
        rows_corrected=F("rows_corrected") + corrected,
    )
