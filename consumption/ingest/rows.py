"""Rows on their way into the database, in the binary form of COPY, kept in a file and not in memory.

A file is read once: what is good goes to the spool, encoded, and is written to the database only when the
whole file turned out to be good. The digest of the spool names what the file says, whatever it is called.
"""

import hashlib
import struct
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO

import numpy as np
from numpy.typing import NDArray

from consumption.store.kinds import Channel

CHUNK_ROWS = 25_000
_POSTGRES_EPOCH = date(2000, 1, 1).toordinal()
_NULL = struct.pack(">i", -1)
_DAY_HEAD = struct.Struct(">hiqiiihihiq")
_INDEX_HEAD = struct.Struct(">hiq")
_BIG = struct.Struct(">iq")
_DATE = struct.Struct(">ii")
_SMALL = struct.Struct(">ih")
_LENGTH = struct.Struct(">i")
REGISTERS = ("1.8.1", "1.8.2", "2.8.1", "2.8.2", "7.0.0", "1.8.0", "2.8.0")

DAY_COLUMNS = (
    "access_point_id", "day", "channel", "status", "total", "night", "index_day", "index_night", "profile",
)  # fmt: skip
INDEX_COLUMNS = ("access_point_id", "register", "day", "meter_id", "value", "status", "source")


def day_key(access_point_id: int, channel: int, day: date) -> int:
    """One number per (access point, channel, day), in the order of the primary key."""
    return access_point_id << 20 | channel << 16 | (day.toordinal() - _POSTGRES_EPOCH)


def index_key(meter_id: int, register: str, day: date) -> int:
    """One number per (meter, register, day)."""
    return meter_id << 20 | REGISTERS.index(register) << 16 | (day.toordinal() - _POSTGRES_EPOCH)


def pack_day(
    access_point_id: int,
    day: date,
    channel: int,
    status: int,
    total: int,
    night: int | None,
    index_day: int | None,
    index_night: int | None,
    profile: bytes | None,
) -> bytes:
    """One row of `reading_day` for COPY."""
    head = _DAY_HEAD.pack(
        9, 8, access_point_id, 4, day.toordinal() - _POSTGRES_EPOCH, 2, channel, 2, status, 8, total
    )
    return b"".join(
        (
            head,
            _NULL if night is None else _BIG.pack(8, night),
            _NULL if index_day is None else _BIG.pack(8, index_day),
            _NULL if index_night is None else _BIG.pack(8, index_night),
            _NULL if profile is None else _LENGTH.pack(len(profile)) + profile,
        )
    )


def pack_index(
    access_point_id: int, register: str, day: date, meter_id: int, value: int, status: int, source: str
) -> bytes:
    """One row of `index_reading` for COPY."""
    name, origin = register.encode(), source.encode()
    return b"".join(
        (
            _INDEX_HEAD.pack(7, 8, access_point_id),
            _LENGTH.pack(len(name)) + name,
            _DATE.pack(4, day.toordinal() - _POSTGRES_EPOCH),
            _BIG.pack(8, meter_id),
            _BIG.pack(8, value),
            _SMALL.pack(2, status),
            _LENGTH.pack(len(origin)) + origin,
        )
    )


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows in the order of their key, at a place of the spool."""

    rows: int
    offset: int
    size: int
    first: date
    last: date


@dataclass(slots=True)
class Spool:
    """Rows of one table, in chunks on disk. Use it as a context: the file goes when the context ends."""

    chunk_rows: int = CHUNK_ROWS
    rows: int = 0
    chunks: list[Chunk] = field(default_factory=list)
    _pending: list[tuple[int, bytes]] = field(default_factory=list)
    _file: IO[bytes] = field(default_factory=lambda: tempfile.TemporaryFile(prefix="raccord-readings-"))
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def extend(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Add rows, each with its `day_key` or `index_key`."""
        self._pending.extend(rows)
        while len(self._pending) >= self.chunk_rows:
            self._write(self._pending[: self.chunk_rows])
            del self._pending[: self.chunk_rows]

    def finish(self) -> str:
        """Write what is pending, and give the digest of all rows."""
        if self._pending:
            self._write(self._pending)
            self._pending.clear()
        return self._digest.hexdigest()

    def blocks(self, chunk: Chunk) -> Iterator[bytes]:
        """The chunk as COPY takes it."""
        yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
        self._file.seek(chunk.offset)
        left = chunk.size
        while left:
            block = self._file.read(min(left, 1 << 20))
            left -= len(block)
            yield block
        yield b"\xff\xff"

    def _write(self, rows: list[tuple[int, bytes]]) -> None:
        rows.sort()
        days = [key & 0xFFFF for key, _ in rows]
        body = b"".join(row for _, row in rows)
        offset = self._file.seek(0, 2)
        self._file.write(body)
        self._digest.update(body)
        first, last = (date.fromordinal(day + _POSTGRES_EPOCH) for day in (min(days), max(days)))
        self.chunks.append(Chunk(len(rows), offset, len(body), first, last))
        self.rows += len(rows)


class SeenKeys:
    """Finds keys that come twice in a file, in sixteen bytes of memory per row."""

    def __init__(self) -> None:
        self._keys: list[NDArray[np.int64]] = []
        self._lines: list[NDArray[np.int64]] = []

    def add(self, keys: list[int], lines: list[int]) -> None:
        self._keys.append(np.array(keys, dtype=np.int64))
        self._lines.append(np.array(lines, dtype=np.int64))

    def doubled(self) -> Iterator[tuple[int, int]]:
        """(line, line of the first) of each row that repeats one, in the order of the file."""
        if not self._keys:
            return
        keys, lines = np.concatenate(self._keys), np.concatenate(self._lines)
        order = np.lexsort((lines, keys))
        keys, lines = keys[order], lines[order]
        starts = np.r_[True, keys[1:] != keys[:-1]]
        firsts = lines[np.maximum.accumulate(np.where(starts, np.arange(len(keys)), 0))]
        again = np.flatnonzero(~starts)
        for at in again[np.argsort(lines[again])]:
            yield int(lines[at]), int(firsts[at])


def channel_of(register: str, energy_unit: bool) -> Channel:
    """The channel that the register named by `register` (OBIS) counts for."""
    if register.startswith("7."):
        return Channel.GAS_ENERGY if energy_unit else Channel.GAS_VOLUME
    return Channel.OFFTAKE if register.startswith("1.") else Channel.INJECTION
