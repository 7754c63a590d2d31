"""The profile of a day: its 92, 96 or 100 quarter-hours (23, 24 or 25 hours of gas) in one small `bytea`.

Layout: one header byte, then raw deflate of the body. Header, from the lowest bit: three bits name the number of
values, one bit the width (two or four bytes), one bit says that states travel along, one bit that the night mask
does; the two highest bits are the version of the codec. Body: the values, little-endian, byte-shuffled (all lowest
bytes, then all second bytes …), the states as a byte each, the night mask as bits.

Decoding gives numpy arrays; no Python object is made per value.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consumption.store.kinds import Status

COUNTS = (23, 24, 25, 92, 96, 100)
LARGEST_VALUE = 2**32 - 1
MISSING_VALUE = -1

_VERSION = 1 << 6
_VERSION_BITS = 0b1100_0000
_COUNT_BITS = 0b0000_0111
_WIDE = 0b0000_1000
_STATES = 0b0001_0000
_NIGHT = 0b0010_0000
_WINDOW = -10  # raw deflate; a window of 1 kB holds any body, and a small state is set up faster
_LARGEST_BODY = 100 * 4 + 100 + 13


class UnreadableProfile(ValueError):
    """The bytes are not a profile that this version of the codec can read."""


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The values of one day in the order of time.

    `values`: int64[n], Wh or dm³, -1 where missing. `states`: uint8[n] of `Status` (never PARTLY_MISSING).
    `night`: bool[n], true where the night register runs; None when the source does not tell.
    """

    values: NDArray[np.int64]
    states: NDArray[np.uint8]
    night: NDArray[np.bool_] | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Profile):
            return NotImplemented
        if (self.night is None) != (other.night is None):
            return False
        return (
            np.array_equal(self.values, other.values)
            and np.array_equal(self.states, other.states)
            and (self.night is None or other.night is None or np.array_equal(self.night, other.night))
        )

    __hash__ = None  # type: ignore[assignment]


def summary(profile: Profile) -> tuple[int, Status, int | None]:
    """Total, status and night part of the day.

    Missing values count as nothing in the totals: the status tells that they are missing. The worst state names
    the day: partly missing, then estimated, then corrected. The night part is None when no register is told.
    """
    totals, statuses, nights = summaries(
        profile.values[np.newaxis],
        profile.states[np.newaxis],
        None if profile.night is None else profile.night[np.newaxis],
    )
    return int(totals[0]), Status(int(statuses[0])), None if nights is None else int(nights[0])


def summaries(
    values: NDArray[np.int64], states: NDArray[np.uint8], night: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64] | None]:
    """`summary` of many days of the same length: arrays of shape (days, n) in, arrays of shape (days,) out."""
    present = np.where(values < 0, 0, values)
    missing = (states == Status.MISSING).sum(axis=1)
    status = np.full(len(values), Status.MEASURED, dtype=np.uint8)
    status[(states == Status.CORRECTED).any(axis=1)] = Status.CORRECTED
    status[(states == Status.ESTIMATED).any(axis=1)] = Status.ESTIMATED
    status[missing > 0] = Status.PARTLY_MISSING
    status[missing == values.shape[1]] = Status.MISSING
    nights = None if night is None else np.where(night, present, 0).sum(axis=1)
    return present.sum(axis=1), status, nights


def encode(profile: Profile, day_status: Status) -> bytes:
    """The bytes of one day. Raises `ValueError` for a wrong length, a negative value or one above 2³²−1."""
    return encode_many(
        profile.values[np.newaxis],
        profile.states[np.newaxis],
        None if profile.night is None else profile.night[np.newaxis],
        np.array([day_status], dtype=np.uint8),
    )[0]


def encode_many(
    values: NDArray[np.int64],
    states: NDArray[np.uint8],
    night: NDArray[np.bool_] | None,
    day_statuses: NDArray[np.uint8],
) -> list[bytes]:
    """`encode` for many days of the same length: arrays of shape (days, n), day statuses of shape (days,)."""
    days, count = values.shape
    if count not in COUNTS or states.shape != values.shape or (night is not None and night.shape != values.shape):
        raise ValueError(f"a day has one of {COUNTS} values, not {count}")
    missing = states == Status.MISSING
    if ((values < 0) != missing).any():
        raise ValueError("a value is negative, or its state does not say that it is missing")
    if (states > Status.CORRECTED).any():
        raise ValueError("a value bears a state that only a day may bear")
    if days and values.max() > LARGEST_VALUE:
        raise ValueError("a value is larger than 2³²−1")
    stored = np.where(missing, 0, values)
    wide = stored.max(axis=1) > 0xFFFF
    told = (states != _plain_states(day_statuses)[:, np.newaxis]).any(axis=1)
    head = _VERSION | COUNTS.index(count) | (0 if night is None else _NIGHT)
    bits: Sequence[bytes] | None = None
    if night is not None:
        packed = np.packbits(night, axis=1)
        bits = [row.tobytes() for row in packed]
    narrow_bodies = _shuffled(stored, "<u2")
    wide_bodies = _shuffled(stored[wide], "<u4")
    next_wide = iter(range(len(wide_bodies)))
    out = []
    for row in range(days):
        header = head
        if wide[row]:
            header |= _WIDE
            body = wide_bodies[next(next_wide)]
        else:
            body = narrow_bodies[row]
        if told[row]:
            header |= _STATES
            body += states[row].tobytes()
        if bits is not None:
            body += bits[row]
        deflate = zlib.compressobj(6, zlib.DEFLATED, _WINDOW, 4)
        out.append(b"%c%b%b" % (header, deflate.compress(body), deflate.flush()))
    return out


def decode(stored: bytes, day_status: Status) -> Profile:
    """The profile in `stored`, the row's `status` being `day_status`. Raises `UnreadableProfile`."""
    stored = bytes(stored)
    if not stored or stored[0] & _VERSION_BITS != _VERSION or stored[0] & _COUNT_BITS >= len(COUNTS):
        raise UnreadableProfile("unknown header")
    header = stored[0]
    count = COUNTS[header & _COUNT_BITS]
    width = 4 if header & _WIDE else 2
    size = count * width
    try:
        body = zlib.decompressobj(_WINDOW).decompress(stored[1:], _LARGEST_BODY + 1)
    except zlib.error as error:
        raise UnreadableProfile(str(error)) from error
    states_at, night_at = size, size + (count if header & _STATES else 0)
    if len(body) != night_at + ((count + 7) // 8 if header & _NIGHT else 0):
        raise UnreadableProfile("the body has another length than its header says")
    columns = np.frombuffer(body, np.uint8, size).reshape(width, count)
    values = np.ascontiguousarray(columns.T).view(f"<u{width}").ravel().astype(np.int64)
    if header & _STATES:
        states = np.frombuffer(body, np.uint8, count, states_at).copy()
    else:
        states = np.full(count, _plain_state(day_status), dtype=np.uint8)
    values[states == Status.MISSING] = MISSING_VALUE
    night = None
    if header & _NIGHT:
        night = np.unpackbits(np.frombuffer(body, np.uint8, -1, night_at), count=count).astype(np.bool_)
    return Profile(values, states, night)


def _plain_state(day_status: int) -> int:
    """The state that each value of a day has when no states travel along."""
    return Status.MEASURED if day_status == Status.PARTLY_MISSING else day_status


def _plain_states(day_statuses: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.where(day_statuses == Status.PARTLY_MISSING, np.uint8(Status.MEASURED), day_statuses)


def _shuffled(stored: NDArray[np.int64], kind: str) -> list[bytes]:
    """Each row's bytes, all lowest first."""
    days, count = stored.shape
    width = int(kind[-1])
    columns = stored.astype(kind).view(np.uint8).reshape(days, count, width).transpose(0, 2, 1)
    flat = np.ascontiguousarray(columns).reshape(days, count * width).tobytes()
    size = count * width
    return [flat[at : at + size] for at in range(0, days * size, size)]
