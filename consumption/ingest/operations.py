"""Readings into the store: days that are known already, and files."""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext

from consumption.ingest import fluvius
from consumption.ingest.feed import Feed
from consumption.ingest.fluvius_days import exported_days, with_stored_values
from consumption.ingest.lines import numbered_lines
from consumption.ingest.load import DAYS, INDEXES, load, open_batch
from consumption.ingest.problems import Problems
from consumption.ingest.rows import CHUNK_ROWS, Spool, day_key, pack_day
from consumption.models import ImportBatch
from consumption.store.kinds import Channel, Status
from consumption.store.profile import Profile, encode, summary
from portal.grid.models import AccessPoint
from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue
from portal.primitives.period import belgian_day

_BLOCK = 5_000


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one channel, as it shall stand in the store.

    With a profile, total, status and night part follow from it (`night` may still be given where the profile
    does not tell). Without one, `total` and `status` are needed.
    """

    access_point_id: int
    channel: Channel
    day: date
    profile: Profile | None = None
    total: int | None = None
    status: Status | None = None
    night: int | None = None
    index_day: int | None = None
    index_night: int | None = None


class Progress:
    """Hears how far an import is. The command line draws a bar of it."""

    def read(self, size: int) -> None:
        """`size` more bytes of the file were read and checked."""

    def written(self, done: int, total: int) -> None:
        """`done` of `total` rows stand in the store."""


def store_days(
    *, days: Iterable[Day], source: str, now: datetime, actor: str = "system", chunk_rows: int = CHUNK_ROWS
) -> ImportBatch:
    """Write `days` (each key once), in chunks of one transaction each, and give the ledger's line.

    What differs from a stored day replaces it and leaves the former one in `ReadingCorrection`. Raises
    `ValueError` for a day that cannot be (see `store.profile.encode`).
    """
    with Spool(chunk_rows=chunk_rows) as spool:
        rest = iter(days)
        while block := list(islice(rest, _BLOCK)):
            spool.extend(_packed(block))
        digest = spool.finish()
        batch = open_batch(
            kind="operation", source=source, digest=digest, actor=actor, chunks=len(spool.chunks), now=now
        )
        load(batch, [(DAYS, spool)], now=now, progress=lambda done, total: None)
    return batch


def import_file(
    *,
    path: Path,
    now: datetime,
    actor: str,
    ean: Ean | None = None,
    progress: Progress | None = None,
    chunk_rows: int = CHUNK_ROWS,
) -> ImportBatch:
    """Import a feed (NDJSON) or an export of Mijn Fluvius (CSV), told apart by its first line.

    The whole file is checked before anything is written. `ean` names the access point of an export, in place of
    the EAN and the meter number that the file bears. Importing a file again rewrites nothing; an import that was
    killed goes on. Raises `UnableToImport` with line numbers and reasons, and `UnableToLoad` when another process
    imports the same file.
    """
    progress = progress or Progress()
    with ExitStack() as stack:
        stream = stack.enter_context(path.open("rb"))
        days, indexes = (stack.enter_context(Spool(chunk_rows=chunk_rows)) for _ in range(2))
        problems = Problems()
        kind = _read(stream, days, indexes, problems, ean=ean, now=now, progress=progress)
        if problems.count:
            raise problems.refusal()
        digest = f"{days.finish()[:32]}{indexes.finish()[:32]}"
        chunks = len(days.chunks) + len(indexes.chunks)
        batch = open_batch(kind=kind, source=path.name, digest=digest, actor=actor, chunks=chunks, now=now)
        load(batch, [(DAYS, days), (INDEXES, indexes)], now=now, progress=progress.written)
    return batch


def _read(
    stream: BinaryIO,
    days: Spool,
    indexes: Spool,
    problems: Problems,
    *,
    ean: Ean | None,
    now: datetime,
    progress: Progress,
) -> str:
    """Fill the spools, tell the problems, and name the kind of file."""
    if not os.fstat(stream.fileno()).st_size:
        raise problems.stop(0, gettext("the file is empty"))
    lines = numbered_lines(stream, problems, progress.read)
    number, first = next(lines)
    lines = chain([(number, first)], lines)
    if first.lstrip().startswith(b"{"):
        if ean is not None:
            raise problems.stop(0, gettext("a feed names its meters; --ean goes with an export of Mijn Fluvius"))
        Feed(days, indexes, problems, belgian_day(now)).read(lines)
        return "feed"
    if fluvius.is_header(first):
        _read_export(lines, days, problems, ean=ean, now=now)
        return "fluvius"
    raise problems.stop(1, gettext("this is neither a feed (NDJSON) nor an export of Mijn Fluvius (CSV)"))


def _read_export(
    lines: Iterator[tuple[int, bytes]], days: Spool, problems: Problems, *, ean: Ean | None, now: datetime
) -> None:
    rows = fluvius.read_rows(lines, problems)
    if not rows.ean:
        return
    access_point = _access_point(rows.ean, ean, problems)
    if access_point is None or problems.count:
        return
    exported = exported_days(rows, access_point, problems, now=now, check_meters=ean is None)
    days.extend(
        _packed(
            Day(access_point.pk, day.channel, day.day, day.profile)
            for day in with_stored_values(exported, access_point.pk)
        )
    )


def _access_point(written: str, named: Ean | None, problems: Problems) -> AccessPoint | None:
    """The access point that the operator names, else that of the file."""
    try:
        ean = named or Ean.parse(written)
    except InvalidValue:
        reason = gettext("the EAN %(ean)s is not valid; name the access point with --ean")
        problems.add(2, reason % {"ean": written[:30]})
        return None
    access_point = AccessPoint.objects.filter(ean=ean).first()
    if access_point is None:
        problems.add(0 if named else 2, gettext("no access point has the EAN %(ean)s") % {"ean": ean.grouped})
    return access_point


def _packed(days: Iterable[Day]) -> Iterator[tuple[int, bytes]]:
    for entry in days:
        total, status, night, stored = entry.total, entry.status, entry.night, None
        if entry.profile is not None:
            total, found, told = summary(entry.profile)
            status = found if status is None else status
            night = told if told is not None else night
            stored = encode(entry.profile, status)
        if total is None or status is None:
            raise ValueError("a day without a profile needs its total and its status")
        yield (
            day_key(entry.access_point_id, entry.channel, entry.day),
            pack_day(
                entry.access_point_id, entry.day, entry.channel, status, total,
                night, entry.index_day, entry.index_night, stored,
            ),
        )  # fmt: skip
