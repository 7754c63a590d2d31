"""The export of Mijn Fluvius: CSV of quarter-hours (electricity) or hours (gas), in its Dutch and English forms.

Traps that this reader knows: the byte-order mark, `="5414…"`, decimal commas, `EAN` or `EAN-code`, more columns
than needed, "Geen verbruik" for a missing value, registers that take turns, kWh and m³ rows of the same hour, and
the doubled hour of the autumn night, which comes interleaved with summer time first of each pair.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext

from consumption.ingest.lines import is_cut_off
from consumption.ingest.problems import Problems
from consumption.store.kinds import Channel, Status
from portal.primitives.errors import InvalidValue
from portal.primitives.meter_number import MeterNumber

MOST_ROWS = 2_000_000  # 14 years of offtake and injection; a bound for memory
WHOLE, DAY, NIGHT = 0, 1, 2

_COLUMNS = {
    "from_day": ("van datum", "from (date)", "from date"),
    "from_time": ("van tijdstip", "from (time)", "from time"),
    "until_day": ("tot datum", "until (date)", "to (date)", "to date"),
    "until_time": ("tot tijdstip", "until (time)", "to (time)", "to time"),
    "ean": ("ean", "ean-code", "ean code"),
    "meter": ("meter",),
    "register": ("register",),
    "volume": ("volume",),
    "unit": ("eenheid", "unit"),
    "state": ("validatiestatus", "validation status"),
}
_OPTIONAL = {"calorific": ("calorische bovenwaarde", "gross calorific value", "calorific value")}
_REGISTERS = {
    "afname": (Channel.OFFTAKE, WHOLE),
    "afname dag": (Channel.OFFTAKE, DAY),
    "afname nacht": (Channel.OFFTAKE, NIGHT),
    "injectie": (Channel.INJECTION, WHOLE),
    "injectie dag": (Channel.INJECTION, DAY),
    "injectie nacht": (Channel.INJECTION, NIGHT),
    "offtake": (Channel.OFFTAKE, WHOLE),
    "offtake day": (Channel.OFFTAKE, DAY),
    "offtake night": (Channel.OFFTAKE, NIGHT),
    "injection": (Channel.INJECTION, WHOLE),
    "injection day": (Channel.INJECTION, DAY),
    "injection night": (Channel.INJECTION, NIGHT),
}
_STATES = {
    "": Status.MISSING,
    "geen verbruik": Status.MISSING,
    "no consumption": Status.MISSING,
    "gevalideerd": Status.MEASURED,
    "validated": Status.MEASURED,
    "uitgelezen": Status.MEASURED,
    "gelezen": Status.MEASURED,
    "read": Status.MEASURED,
    "geschat": Status.ESTIMATED,
    "estimated": Status.ESTIMATED,
    "gecorrigeerd": Status.CORRECTED,
    "corrected": Status.CORRECTED,
}
_PROVISIONAL = ("voorlopig", "provisional")
_VOLUME = re.compile(r"(?P<whole>[0-9]{1,12})(?:(?P<mark>[.,])(?P<part>[0-9]{1,9}))?")
_DAY = re.compile(r"([0-9]{2})[-/]([0-9]{2})[-/]([0-9]{4})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::00)?")
_EPOCH = datetime(1970, 1, 1)


class BadRow(ValueError):
    """Why a row cannot be taken, in words."""


@dataclass(slots=True)
class Rows:
    """The rows of a file as columns. Clock times are seconds as a clock in Belgium shows them, without a zone."""

    ean: str = ""
    line: array[int] = field(default_factory=lambda: array("q"))
    start: array[int] = field(default_factory=lambda: array("q"))
    end: array[int] = field(default_factory=lambda: array("q"))
    value: array[int] = field(default_factory=lambda: array("q"))  # Wh or dm³, -1 where missing
    state: array[int] = field(default_factory=lambda: array("B"))
    channel: array[int] = field(default_factory=lambda: array("B"))
    part: array[int] = field(default_factory=lambda: array("B"))  # WHOLE, DAY or NIGHT
    meter: array[int] = field(default_factory=lambda: array("H"))  # place in `meters`
    meters: list[str] = field(default_factory=list)


def is_header(line: bytes) -> bool:
    """Whether a file that begins with `line` is an export of Mijn Fluvius."""
    try:
        return not _missing_columns(_header(line.decode()))
    except UnicodeDecodeError:
        return False


def read_rows(lines: Iterator[tuple[int, bytes]], problems: Problems) -> Rows:
    """All rows, each looked at by itself; what is wrong is told to `problems`. May raise `UnableToImport`."""
    _number, head = next(lines)
    return _Reader(_header(head.decode()), problems).read(lines)


def _header(text: str) -> dict[str, int]:
    names = [name.strip().strip('"').lower() for name in text.removeprefix("\ufeff").split(";")]
    found = {}
    for column, known in {**_COLUMNS, **_OPTIONAL}.items():
        places = [names.index(name) for name in known if name in names]
        if places:
            found[column] = places[0]
    return found


def _missing_columns(header: dict[str, int]) -> set[str]:
    return set(_COLUMNS) - set(header)


class _Reader:
    def __init__(self, header: dict[str, int], problems: Problems) -> None:
        self.header = header
        self.columns = max(header.values()) + 1
        self.problems = problems
        self.rows = Rows()
        self.mark = ""  # the decimal mark of the file: that of its first value
        self.days: dict[str, int] = {}
        self.times: dict[str, int] = {}
        self.meters: dict[str, int] = {}

    def read(self, lines: Iterator[tuple[int, bytes]]) -> Rows:
        for number, line in lines:
            if len(self.rows.line) >= MOST_ROWS:
                raise self.problems.stop(number, gettext("the file is too long; export a shorter period"))
            try:
                text = line.decode().strip("\r\n")
                if text.strip():
                    self._add(number, next(csv.reader([text], delimiter=";")), cut_off=is_cut_off(line))
            except UnicodeDecodeError:
                raise self.problems.stop(
                    number, gettext("the line is not in UTF-8; save it as CSV UTF-8")
                ) from None
            except (BadRow, csv.Error) as error:
                self.problems.add(number, str(error))
        if not self.rows.line and not self.problems.count:
            self.problems.add(0, gettext("the file holds no readings"))
        return self.rows

    def _add(self, line: int, cells: list[str], *, cut_off: bool) -> None:
        if len(cells) < self.columns:
            raise BadRow(
                gettext("the last line is cut off; the file did not arrive whole")
                if cut_off
                else gettext("the line has fewer columns than the header")
            )
        cell = {name: cells[at].strip() for name, at in self.header.items()}
        state = _STATES.get(cell["state"].lower())
        if state is None:
            raise BadRow(
                gettext("the last line is cut off; the file did not arrive whole")
                if cut_off
                else gettext("the validation status “%(text)s” is unknown") % {"text": cell["state"][:40]}
            )
        self._same_ean(cell["ean"])
        channel, part = self._flow(cell["register"], cell["unit"])
        value = self._value(cell["volume"], state)
        if state == Status.MEASURED and cell.get("calorific", "").lower() in _PROVISIONAL:
            state = Status.ESTIMATED  # the volume was measured, its calorific value is not final
        start = self._moment(cell["from_day"], cell["from_time"])
        end = self._moment(cell["until_day"], cell["until_time"])
        rows = self.rows
        rows.meter.append(self._meter(cell["meter"]))
        rows.line.append(line)
        rows.start.append(start)
        rows.end.append(end)
        rows.value.append(value)
        rows.state.append(state)
        rows.channel.append(channel)
        rows.part.append(part)

    def _same_ean(self, text: str) -> None:
        ean = text.removeprefix("=").strip('"')
        if not self.rows.ean:
            self.rows.ean = ean
        elif ean != self.rows.ean:
            raise BadRow(gettext("the file holds more than one access point; import each by itself"))

    def _flow(self, register: str, unit: str) -> tuple[Channel, int]:
        if register.lower() not in _REGISTERS:
            raise BadRow(gettext("the register “%(text)s” is unknown") % {"text": register[:40]})
        channel, part = _REGISTERS[register.lower()]
        if unit in ("m³", "m3"):
            if channel != Channel.OFFTAKE or part != WHOLE:
                raise BadRow(gettext("a volume in m³ stands at a register of electricity"))
            return Channel.GAS_VOLUME, part
        if unit != "kWh":
            raise BadRow(gettext("the unit “%(text)s” is neither kWh nor m³") % {"text": unit[:20]})
        return channel, part

    def _value(self, text: str, state: Status) -> int:
        if not text:
            if state != Status.MISSING:
                raise BadRow(gettext("the volume is empty, but the validation status does not say why"))
            return -1
        if state == Status.MISSING:
            raise BadRow(gettext("a volume is given, but the validation status says that there is none"))
        if text.startswith("-"):
            raise BadRow(gettext("the volume is negative"))
        found = _VOLUME.fullmatch(text)
        if found is None:
            raise BadRow(gettext("the volume “%(text)s” is not a number") % {"text": text[:20]})
        mark = found["mark"]
        if mark:
            self.mark = self.mark or mark
            if mark != self.mark:
                raise BadRow(gettext("decimal commas and decimal points are mixed in one file"))
        part = (found["part"] or "").ljust(3, "0")
        thousandths = int(found["whole"]) * 1000 + int(part[:3]) + (1 if part[3:4] >= "5" else 0)
        if thousandths > 0xFFFFFFFF:
            raise BadRow(gettext("the volume is too large to be true"))
        return thousandths

    def _moment(self, day: str, time: str) -> int:
        if day not in self.days:
            self.days[day] = _seconds_of_day(day)
        if time not in self.times:
            self.times[time] = _seconds_of_time(time)
        return self.days[day] + self.times[time]

    def _meter(self, text: str) -> int:
        if text not in self.meters:
            try:
                number = MeterNumber.parse(text)
            except InvalidValue:
                raise BadRow(gettext("“%(text)s” is not a meter number") % {"text": text[:40]}) from None
            self.meters[text] = len(self.rows.meters)
            self.rows.meters.append(number)
        return self.meters[text]


def _seconds_of_day(text: str) -> int:
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        day = datetime(int(found[3]), int(found[2]), int(found[1]))
        if not 2000 <= day.year < 2100:
            raise ValueError
    except ValueError:
        raise BadRow(gettext("“%(text)s” is not a date such as 31-10-2026") % {"text": text[:20]}) from None
    return int((day - _EPOCH).total_seconds())


def _seconds_of_time(text: str) -> int:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadRow(gettext("“%(text)s” is not a time such as 13:45:00") % {"text": text[:20]})
    return int(found[1]) * 3600 + int(found[2]) * 60
