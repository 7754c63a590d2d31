"""Readings into the store."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from consumption.ingest.load import DAYS, load, open_batch
from consumption.ingest.rows import Spool, day_key, pack_day
from consumption.models import ImportBatch
from consumption.store.kinds import Channel, Status
from consumption.store.profile import Profile, encode, summary

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


def store_days(
    *, days: Iterable[Day], source: str, now: datetime, actor: str = "system", chunk_rows: int = 25_000
) -> ImportBatch:
    """Write `days` (each key once), in chunks of one transaction each, and give the ledger's line.

    What differs from a stored day replaces it and leaves the former one in `ReadingCorrection`. Raises
    `ValueError` for a day that cannot be (see `store.profile.encode`).
    """
    with Spool(chunk_rows=chunk_rows) as spool:
        for block in _blocks(days):
            spool.extend(_packed(block))
        digest = spool.finish()
        batch = open_batch(
            kind="operation", source=source, digest=digest, actor=actor, chunks=len(spool.chunks), now=now
        )
        load(batch, [(DAYS, spool)], now=now, progress=lambda done, total: None)
    return batch


def _blocks(days: Iterable[Day]) -> Iterator[list[Day]]:
    rest = iter(days)
    while block := list(islice(rest, _BLOCK)):
        yield block


def _packed(block: list[Day]) -> Iterator[tuple[int, bytes]]:
    for entry in block:
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
