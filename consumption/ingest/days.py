"""From values of single registers to encoded rows of days, many at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext
from numpy.typing import NDArray

from consumption.ingest.problems import Problems
from consumption.ingest.rows import day_key, pack_day
from consumption.store.calendar import tariff_night
from consumption.store.kinds import Channel, Status
from consumption.store.profile import LARGEST_VALUE, encode_many, summaries

Packed = tuple[int, int, bytes]  # line, key, row
_tariff_night = lru_cache(maxsize=512)(tariff_night)


@dataclass(slots=True)
class Piece:
    """What a line tells of a day: of both tariffs together (`part` ""), or of the "day" or "night" register."""

    line: int
    meter_id: int
    access_point_id: int
    channel: Channel
    day: date
    part: str
    values: list[float | None]
    scale: int
    states: int | list[int]
    index_day: int | None
    index_night: int | None
    on_first_day: bool = False  # of the meter at this access point
    on_last_day: bool = False

    def is_other_part_of(self, other: "Piece") -> bool:
        return (
            self.part != other.part
            and bool(self.part and other.part)
            and self.access_point_id == other.access_point_id
            and self.day == other.day
            and self.channel == other.channel
        )

    def replaces_meter_of(self, other: "Piece") -> bool:
        """Whether this is the same day and register as `other`, by the meter that came after it."""
        return (
            self.meter_id != other.meter_id
            and self.access_point_id == other.access_point_id
            and (self.channel, self.day, self.part) == (other.channel, other.day, other.part)
        )


def exchanges_joined(pieces: list[Piece]) -> list[Piece]:
    """Of a day on which a meter took the place of another, what both counted, as if it were one.

    Each counted a part of the day, and both a part of the interval in between. The standing is the new meter's.
    """
    joined: list[Piece] = []
    for piece in sorted(
        pieces, key=lambda one: (one.access_point_id, one.channel, one.day, one.part, one.on_first_day)
    ):
        before = joined[-1] if joined else None
        if before is None or not piece.replaces_meter_of(before):
            joined.append(piece)
            continue
        old, new = _in_units(before), _in_units(piece)
        old_states, new_states = _each_state(before), _each_state(piece)
        joined[-1] = replace(
            piece,
            scale=1,
            values=[
                now if was is None else was if now is None else was + now
                for was, now in zip(old, new, strict=True)
            ],
            states=[
                max(after, earlier) if now is not None and was is not None else earlier if now is None else after
                for was, now, earlier, after in zip(old, new, old_states, new_states, strict=True)
            ],
        )
    return joined


def _in_units(piece: Piece) -> list[float | None]:
    """Values in Wh or dm³."""
    return [None if value is None else value * piece.scale for value in piece.values]


def _each_state(piece: Piece) -> list[int]:
    return [piece.states] * len(piece.values) if isinstance(piece.states, int) else piece.states


def pack_pieces(
    pieces: list[Piece], problems: Problems, *, more: bool = False
) -> tuple[list[Packed], list[Piece]]:
    """Rows for the spool; the day and the night register of a day, where they follow each other, become one.

    With `more` to come, a last piece whose other half may follow is given back and not packed.
    """
    whole: dict[int, list[Piece]] = {}
    split: dict[int, list[tuple[Piece, Piece | None]]] = {}
    waiting: Piece | None = None
    for piece in pieces:
        if waiting is not None:
            other = piece if piece.is_other_part_of(waiting) else None
            split.setdefault(len(waiting.values), []).append((waiting, other))
            waiting = None
            if other is not None:
                continue
        if piece.part:
            waiting = piece
        else:
            whole.setdefault(len(piece.values), []).append(piece)
    if waiting is not None and not more:
        split.setdefault(len(waiting.values), []).append((waiting, None))
        waiting = None
    rows: list[Packed] = []
    for group in whole.values():
        rows += _pack_whole(group, problems)
    for pairs in split.values():
        rows += _pack_split(pairs, problems)
    return rows, [waiting] if waiting else []


def _columns(
    pieces: list[Piece], problems: Problems
) -> tuple[NDArray[np.int64], NDArray[np.uint8], NDArray[np.bool_]]:
    """Values (-1 where missing), states, and which rows can be stored; problems are told."""
    amounts = np.array([piece.values for piece in pieces], dtype=np.float64)
    scale = np.array([piece.scale for piece in pieces], dtype=np.float64)
    amounts *= scale[:, np.newaxis]
    missing = np.isnan(amounts)
    good = np.ones(len(pieces), dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        negative: NDArray[np.bool_] = np.any(amounts < 0, axis=1)
        large: NDArray[np.bool_] = np.any(amounts > LARGEST_VALUE, axis=1)
    for row in np.flatnonzero(negative | large).tolist():
        good[row] = False
        problems.add(
            pieces[row].line,
            gettext("a value is negative") if negative[row] else gettext("a value is too large to be true"),
        )
    amounts[~good] = 0
    values = np.rint(np.where(missing, -1, amounts)).astype(np.int64)
    states = np.empty(values.shape, dtype=np.uint8)
    for at, piece in enumerate(pieces):
        states[at] = piece.states
    states[missing] = Status.MISSING
    return values, states, good


def _pack_whole(pieces: list[Piece], problems: Problems) -> list[Packed]:
    values, states, good = _columns(pieces, problems)
    totals, statuses, _ = summaries(values, states, None)
    nights: list[int | None] = [None] * len(pieces)
    if any(not piece.channel.is_gas for piece in pieces):
        masks = np.array(
            [
                np.zeros(values.shape[1], dtype=np.bool_) if piece.channel.is_gas else _tariff_night(piece.day)
                for piece in pieces
            ]
        )
        parts = np.where(masks & (values > 0), values, 0).sum(axis=1).tolist()
        nights = [None if piece.channel.is_gas else part for piece, part in zip(pieces, parts, strict=True)]
    profiles = encode_many(values, states, None, statuses)
    standings = ((piece.index_day, piece.index_night) for piece in pieces)
    return _rows(pieces, good, totals, statuses, nights, standings, profiles)


def _pack_split(pairs: list[tuple[Piece, Piece | None]], problems: Problems) -> list[Packed]:
    """Two registers take turns: the night mask is where the night register ran."""
    days = [_part(pair, "day") for pair in pairs]
    nights = [_part(pair, "night") for pair in pairs]
    day_values, day_states, day_good = _columns(days, problems)
    night_values, night_states, night_good = _columns(nights, problems)
    good = day_good & night_good
    for row in np.flatnonzero(((day_values > 0) & (night_values > 0)).any(axis=1)):
        good[row] = False
        problems.add(pairs[row][0].line, gettext("the day and the night register both count in the same interval"))
    tariff = np.array([_tariff_night(piece.day) for piece in days])
    day_told, night_told = day_values >= 0, night_values >= 0
    mask = np.where(
        day_told & night_told, np.where(day_values == night_values, tariff, night_values > 0), night_told
    )
    mask = np.where(day_told | night_told, mask, tariff)
    values = np.where(mask, night_values, day_values)
    states = np.where(mask, night_states, day_states)
    totals, statuses, night_totals = summaries(values, states, mask)
    profiles = encode_many(values, states, mask, statuses)
    standings = ((day.index_day, night.index_night) for day, night in zip(days, nights, strict=True))
    told = [] if night_totals is None else night_totals.tolist()
    return _rows([pair[0] for pair in pairs], good, totals, statuses, told, standings, profiles)


def _part(pair: tuple[Piece, Piece | None], part: str) -> Piece:
    """The line of that register, or one without a value."""
    for piece in pair:
        if piece is not None and piece.part == part:
            return piece
    known = pair[0]
    empty: list[float | None] = [None] * len(known.values)
    return replace(known, part=part, values=empty, states=int(Status.MISSING), index_day=None, index_night=None)


def _rows(
    pieces: list[Piece],
    good: NDArray[np.bool_],
    totals: NDArray[np.int64],
    statuses: NDArray[np.uint8],
    nights: list[int | None],
    standings: Iterable[tuple[int | None, int | None]],
    profiles: list[bytes],
) -> list[Packed]:
    columns = zip(
        pieces, good.tolist(), totals.tolist(), statuses.tolist(), nights, standings, profiles, strict=True
    )
    return [
        (
            piece.line,
            day_key(piece.access_point_id, piece.channel, piece.day),
            pack_day(
                piece.access_point_id,
                piece.day,
                piece.channel,
                status,
                total,
                night,
                index_day,
                index_night,
                profile,
            ),
        )
        for piece, fine, total, status, night, (index_day, index_night), profile in columns
        if fine
    ]
