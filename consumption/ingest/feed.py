"""The daily feed: NDJSON, one day of one register a line, keyed by meter number (R17).

    {"meter": "1SAG1100042918", "register": "1.8.0", "day": "2026-11-22", "unit": "kWh", "interval": "PT15M",
     "values": [0.125, null, …], "states": "measured", "index": 12345.678}

`register` is an OBIS code: 1.8.0 and 2.8.0 for both tariffs together, or 1.8.1, 1.8.2, 2.8.1 and 2.8.2, whose two
lines of a day follow each other; 7.0.0 for gas. `unit` is kWh or Wh, for gas also m³ (m3) or dm³ (dm3). `null` is
a missing value. `states` is one word for all values or a list of words: measured, estimated, corrected, missing.
`index` is the standing at the end of the day: a number, or {"day": …, "night": …}. Standings alone are lines of
another form:

    {"meter": "31450022", "register": "1.8.1", "date": "2026-03-14", "index": 48211, "unit": "kWh",
     "state": "measured", "source": "reader"}
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

import orjson
from django.utils.translation import gettext

from consumption.ingest.days import Piece, exchanges_joined, pack_pieces
from consumption.ingest.lines import is_cut_off
from consumption.ingest.meters import Installations, UnknownMeter, exchanged_on, installation_on, installations_of
from consumption.ingest.problems import Problems
from consumption.ingest.rows import REGISTERS, SeenKeys, Spool, channel_of, index_key, pack_index
from consumption.models import IndexReading
from consumption.store.calendar import slot_count
from consumption.store.kinds import Channel, Status
from portal.primitives.errors import InvalidValue
from portal.primitives.meter_number import MeterNumber

BLOCK_LINES = 4_000
EARLIEST = date(2000, 1, 1)
LARGEST_STANDING = 10**15
STATES = {
    "measured": Status.MEASURED,
    "estimated": Status.ESTIMATED,
    "corrected": Status.CORRECTED,
    "missing": Status.MISSING,
}
_UNITS = {"kWh": (1000, True), "Wh": (1, True), "m³": (1000, False), "m3": (1000, False)} | {
    "dm³": (1, False),
    "dm3": (1, False),
}
_INTERVALS = {"PT15M": 900, "PT1H": 3600, "PT60M": 3600}
_NUMBERS = frozenset({int, float, type(None)})
_slot_count = lru_cache(maxsize=512)(slot_count)


class BadLine(ValueError):
    """Why a line cannot be taken, in words."""


@dataclass(slots=True)
class Feed:
    """Reads a feed into two spools: days and standings. Call `read` once."""

    days: Spool
    indexes: Spool
    problems: Problems
    today: date

    def read(self, lines: Iterator[tuple[int, bytes]]) -> None:
        """Take all lines. What is wrong is in `problems` afterwards; may raise `UnableToImport` before."""
        seen_days, seen_indexes = SeenKeys(), SeenKeys()
        held: list[Piece] = []
        exchanges: list[Piece] = []
        while block := list(islice(lines, BLOCK_LINES)):
            records = [record for record in (self._parsed(*line) for line in block) if record]
            installations = installations_of({number for _, _, number in records})
            standings = []
            for line, record, number in records:
                try:
                    if "values" in record:
                        held.append(self._piece(line, record, number, installations))
                    else:
                        standings.append(self._standing(line, record, number, installations))
                except (BadLine, UnknownMeter) as error:
                    self.problems.add(line, str(error))
            held = self._without_exchanges(held, exchanges)
            days, held = pack_pieces(held, self.problems, more=True)
            self._take(days, seen_days, self.days)
            self._take(standings, seen_indexes, self.indexes)
        for rest in (held, exchanges_joined(exchanges)):
            days, _ = pack_pieces(rest, self.problems)
            self._take(days, seen_days, self.days)
        for line, first in (*seen_days.doubled(), *seen_indexes.doubled()):
            reason = gettext("the same meter and day as in line %(first)d; a day may come only once")
            self.problems.add(line, reason % {"first": first})

    def _without_exchanges(self, pieces: list[Piece], exchanges: list[Piece]) -> list[Piece]:
        """Put days of an exchange aside: the line of the other meter may be anywhere in the file."""
        firsts = [piece for piece in pieces if piece.on_first_day]
        exchanged = exchanged_on({piece.access_point_id for piece in firsts}, {piece.day for piece in firsts})
        rest: list[Piece] = []
        for piece in pieces:
            aside = piece.on_last_day or (piece.on_first_day and (piece.access_point_id, piece.day) in exchanged)
            (exchanges if aside else rest).append(piece)
        return rest

    def _take(self, rows: list[tuple[int, int, bytes]], seen: SeenKeys, spool: Spool) -> None:
        seen.add([key for _, key, _ in rows], [line for line, _, _ in rows])
        if not self.problems.count:
            spool.extend((key, packed) for _, key, packed in rows)

    def _parsed(self, number: int, line: bytes) -> tuple[int, dict[str, Any], str] | None:
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            if line.strip():
                self.problems.add(number, _why_not_json(line))
            return None
        if not isinstance(record, dict) or not isinstance(record.get("meter"), str):
            self.problems.add(number, gettext("the line names no meter"))
            return None
        try:
            return number, record, _meter_number(record["meter"])
        except InvalidValue:
            reason = gettext("“%(text)s” is not a meter number")
            self.problems.add(number, reason % {"text": record["meter"][:40]})
            return None

    def _piece(self, line: int, record: dict[str, Any], number: str, installations: Installations) -> Piece:
        day = self._date(record, "day")
        flow = _flow(record)
        installation = installation_on(installations, number, day, read=True)
        _refuse_other_energy(flow, installation.is_gas)
        values = record["values"]
        if not isinstance(values, list) or not _NUMBERS.issuperset(map(type, values)):
            raise BadLine(gettext("“values” must be a list of numbers, with null for a missing value"))
        interval = record.get("interval")
        if not isinstance(interval, str) or _INTERVALS.get(interval) != flow.step_seconds:
            raise BadLine(
                gettext("gas is read by the hour: “interval” must be PT1H")
                if flow.is_gas
                else gettext("electricity is read by the quarter-hour: “interval” must be PT15M")
            )
        count = _slot_count(flow.channel, day)
        if len(values) != count:
            reason = gettext("the day %(day)s has %(count)d intervals, but the line gives %(given)d values")
            raise BadLine(reason % {"day": day.isoformat(), "count": count, "given": len(values)})
        index_day, index_night = _standings_of_day(record.get("index"), flow)
        return Piece(
            line, installation.meter_id, installation.access_point_id, flow.channel, day, flow.part,
            values, flow.scale, _states(record.get("states", "measured"), values), index_day, index_night,
            installation.installed_on == day, installation.removed_on == day,
        )  # fmt: skip

    def _standing(
        self, line: int, record: dict[str, Any], number: str, installations: Installations
    ) -> tuple[int, int, bytes]:
        if "index" not in record:
            raise BadLine(gettext("the line has neither “values” nor “index”"))
        day = self._date(record, "date")
        flow = _flow(record)
        installation = installation_on(installations, number, day, read=True)
        _refuse_other_energy(flow, installation.is_gas)
        if flow.is_gas and flow.is_energy:
            raise BadLine(gettext("the index of a gas meter is a volume: “unit” must be m³"))
        word = record.get("state", "measured")
        state = STATES.get(word, Status.MISSING) if isinstance(word, str) else Status.MISSING
        if state == Status.MISSING:
            raise BadLine(gettext("“state” must be measured, estimated or corrected"))
        source = record.get("source", IndexReading.Source.READER.value)
        if not isinstance(source, str) or source not in IndexReading.Source.values:
            raise BadLine(gettext("“source” must be reader, customer, remote or computed"))
        value = _standing_value(record["index"], flow.scale)
        meter = installation.meter_id
        packed = pack_index(installation.access_point_id, flow.register, day, meter, value, state, source)
        return line, index_key(meter, flow.register, day), packed

    def _date(self, record: dict[str, Any], name: str) -> date:
        text = record.get(name)
        try:
            if not isinstance(text, str):
                raise ValueError
            day = _iso_date(text)
        except ValueError:
            reason = gettext("“%(field)s” must be a date such as 2026-11-22")
            raise BadLine(reason % {"field": name}) from None
        if day > self.today:
            raise BadLine(gettext("the day %(day)s is still to come") % {"day": text})
        if day < EARLIEST:
            raise BadLine(gettext("readings are kept from the year 2000 on"))
        return day


@lru_cache(maxsize=512)
def _iso_date(text: str) -> date:
    """A calendar date, not a week date, which fromisoformat would take too."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError
    return date.fromisoformat(text)


_meter_number: Callable[[str], str] = lru_cache(maxsize=BLOCK_LINES)(MeterNumber.parse)


def _why_not_json(line: bytes) -> str:
    try:
        line.decode()
    except UnicodeDecodeError:
        return gettext("the line is not in UTF-8")
    if is_cut_off(line):
        return gettext("the last line is cut off; the file did not arrive whole")
    return gettext("the line is not JSON")


@dataclass(frozen=True, slots=True)
class _Flow:
    """What a register in a unit means."""

    register: str
    is_gas: bool
    is_energy: bool
    scale: int  # Wh or dm³ per unit
    channel: Channel
    part: str  # "", "day" or "night"
    step_seconds: int


def _flow(record: dict[str, Any]) -> _Flow:
    register, unit = record.get("register"), record.get("unit")
    if not isinstance(register, str) or register not in REGISTERS:
        raise BadLine(gettext("“register” must be one of %(known)s") % {"known": ", ".join(sorted(REGISTERS))})
    flow = _flow_of(register, unit) if isinstance(unit, str) else None
    if flow is None:
        allowed = "kWh, Wh, m³, dm³" if register.startswith("7.") else "kWh, Wh"
        reason = gettext("the unit of register %(register)s must be one of %(allowed)s")
        raise BadLine(reason % {"register": register, "allowed": allowed})
    return flow


@lru_cache(maxsize=256)
def _flow_of(register: str, unit: str) -> _Flow | None:
    is_gas = register.startswith("7.")
    if unit not in _UNITS or not (is_gas or _UNITS[unit][1]):
        return None
    scale, is_energy = _UNITS[unit]
    channel = channel_of(register, is_energy)
    part = "" if register.endswith(".0") else "day" if register.endswith("1") else "night"
    return _Flow(register, is_gas, is_energy, scale, channel, part, channel.step_seconds)


def _refuse_other_energy(flow: _Flow, is_gas: bool) -> None:
    if flow.is_gas != is_gas:
        raise BadLine(
            gettext("the meter measures gas, and the register electricity")
            if is_gas
            else gettext("the meter measures electricity, and the register gas")
        )


def _states(states: object, values: list[float | None]) -> int | list[int]:
    """One state for all present values, or one for each."""
    if isinstance(states, str) and states in STATES and states != "missing":
        return STATES[states]
    if isinstance(states, list) and len(states) == len(values):
        codes = [STATES.get(state) if isinstance(state, str) else None for state in states]
        if None not in codes:
            known = [Status.MISSING if code is None else code for code in codes]
            if any(
                code == Status.MISSING and value is not None for code, value in zip(known, values, strict=True)
            ):
                raise BadLine(gettext("a value is given, but its state says that it is missing"))
            return [int(code) for code in known]
    raise BadLine(
        gettext("“states” must be measured, estimated or corrected, or a list of one state for each value")
    )


def _standings_of_day(index: object, flow: _Flow) -> tuple[int | None, int | None]:
    if index is None:
        return None, None
    if isinstance(index, dict):
        if flow.part or not index.keys() <= {"day", "night"}:
            raise BadLine(gettext("“index” must be a number, or name the standings “day” and “night”"))
        day, night = index.get("day"), index.get("night")
        return (
            None if day is None else _standing_value(day, flow.scale),
            None if night is None else _standing_value(night, flow.scale),
        )
    value = _standing_value(index, flow.scale)
    return (None, value) if flow.part == "night" else (value, None)


def _standing_value(index: object, scale: int) -> int:
    if isinstance(index, bool) or not isinstance(index, int | float) or not math.isfinite(index):
        raise BadLine(gettext("“index” must be a number"))
    amount = index * scale
    if not 0 <= amount <= LARGEST_STANDING:
        raise BadLine(gettext("“index” must not be negative, nor larger than any register"))
    return round(amount)
