"""Columns of text made by numpy, without a Python object per value.

A column is an array of fixed-width bytes (`S…`) padded with NUL. Lines are put together in one structured array,
and the padding falls out in one pass: three years of quarter-hours are a few milliseconds of work.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from consumption.history.series import Moments, Values

Text = NDArray[np.bytes_]
Column = Text | bytes  # bytes: the same on each line

LINES_PER_CHUNK = 16_384
_DAY = 86_400
_SMALL = 20_000  # below 20 kWh a text is looked up: hardly any quarter-hour of a home is above


def _table(texts: Sequence[str]) -> Text:
    return np.array([text.encode() for text in texts])


_OFFSETS = _table([f"{hours:+03d}:00" for hours in range(-12, 15)])


def thousandths(values: Values, mark: str = ".") -> Text:
    """Wh as kWh, dm³ as m³, with three decimals: 1234 is `1.234`. Missing (negative) is empty."""
    if not len(values) or values.max() < _SMALL:
        short: Text = _small(mark)[values]  # -1 finds the last place, which is empty
        return short
    whole, part = np.divmod(np.maximum(values, 0), 1000)
    left = whole.astype("S20")
    out = np.empty(len(values), [("left", left.dtype), ("right", "S4")])
    out["left"], out["right"] = left, _table([f"{mark}{n:03d}" for n in range(1000)])[part]
    text: Text = out.view(f"S{out.dtype.itemsize}")  # NUL may stand inside, after a short whole part
    text[values < 0] = b""
    return text


@lru_cache(maxsize=2)
def _small(mark: str) -> Text:
    return _table([*(f"{n // 1000}{mark}{n % 1000:03d}" for n in range(_SMALL)), ""])


def iso_moments(moments: Moments, local: Moments) -> Text:
    """ISO 8601 with offset, `2026-10-25T02:45:00+02:00`. `local` is what clocks show at `moments`."""
    out = np.empty(len(moments), [("day", "S10"), ("mark", "S1"), ("time", "S8"), ("offset", "S6")])
    out["day"], out["mark"], out["time"] = days(local), b"T", times(local)
    out["offset"] = offsets(moments, local)
    text: Text = out.view("S25")
    return text


def days(local: Moments, *, belgian: bool = False) -> Text:
    """The day of each naive local moment: `2026-10-25`, or `25-10-2026` in the Belgian form."""
    numbers = local.astype("datetime64[D]").astype(np.int64)
    if not len(numbers):
        return np.empty(0, "S10")
    first = int(numbers.min())
    iso = np.arange(first, int(numbers.max()) + 1).astype("datetime64[D]").astype("S10")
    if belgian:
        letters = iso.view("S1").reshape(-1, 10)[:, [8, 9, 4, 5, 6, 7, 0, 1, 2, 3]]
        iso = np.ascontiguousarray(letters).view("S10").ravel()
    found: Text = iso[numbers - first]
    return found


def times(local: Moments) -> Text:
    """The time of each naive local moment: `02:45:00`. Moments lie on whole quarter-hours."""
    seconds = local.astype(np.int64) % _DAY
    found: Text = _QUARTERS[seconds // 900]
    return found


_QUARTERS = _table([f"{n // 4:02d}:{n % 4 * 15:02d}:00" for n in range(96)])


def offsets(moments: Moments, local: Moments) -> Text:
    """The offset from UTC, as ISO 8601 writes it: `+02:00`."""
    hours = (local - moments).astype("timedelta64[s]").astype(np.int64) // 3600
    found: Text = _OFFSETS[hours + 12]
    return found


def chosen(texts: Sequence[str], positions: NDArray[np.integer]) -> Text:
    """For each position, its text."""
    found: Text = _table(texts)[positions]
    return found


def lines(columns: Sequence[Column], separator: bytes, ending: bytes) -> Iterator[bytes]:
    """The lines in chunks. At least one column is an array; all arrays are equally long."""
    count = next(len(column) for column in columns if not isinstance(column, bytes))
    pieces: list[Column] = []
    fixed = b""
    for number, column in enumerate(columns):
        fixed += separator if number else b""
        if isinstance(column, bytes):
            fixed += column
        else:
            pieces += [fixed, column]
            fixed = b""
    pieces.append(fixed + ending)
    pieces = [piece for piece in pieces if not (isinstance(piece, bytes) and not piece)]
    kinds = [
        (f"f{n}", f"S{len(piece)}" if isinstance(piece, bytes) else piece.dtype) for n, piece in enumerate(pieces)
    ]
    template = np.empty(min(LINES_PER_CHUNK, count), kinds)
    for n, piece in enumerate(pieces):
        if isinstance(piece, bytes):
            template[f"f{n}"] = piece
    for start in range(0, count, LINES_PER_CHUNK):
        block = template[: min(LINES_PER_CHUNK, count - start)]
        for n, piece in enumerate(pieces):
            if not isinstance(piece, bytes):
                block[f"f{n}"] = piece[start : start + len(block)]
        yield block.tobytes().translate(None, b"\0")
