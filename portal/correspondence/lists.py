"""Campaign files: what they describe, and the lists of access points that they name (docs/correspondence.md)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

import orjson

from portal.correspondence.models import Kind
from portal.grid.models import MeterKind
from portal.market.operations import Line
from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue

_WORKS = ("meter_replacement", "digital_meter", "meter_check", "connection")
_UNITS = ("kWh", "m³")
_MOST_REGISTERS = 8
_SELECTIONS = ("meter_kind", "municipality", "unanswered")


class Malformed(InvalidValue):
    """A campaign file, or a line of a list, that says no campaign or target. `code` names the part at fault."""


@dataclass(frozen=True, slots=True)
class Target:
    """One line of a list: an access point, and what its letter says besides. `line` counts from 1."""

    line: int
    ean: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that names no access point, and why: "not_json", "ean", "data" …"""

    line: int
    reason: str


def described(raw: bytes) -> tuple[dict[str, Any], str]:
    """What a campaign file describes, for `operations.campaigns.prepare`, and the list's file name or "".

    Raises `Malformed`.
    """
    told = _object(raw)
    kind = told.get("kind")
    if kind not in Kind.values:
        raise Malformed("kind")
    code = told.get("code")
    if not isinstance(code, str) or not 0 < len(code) <= 60 or not code.isprintable():
        raise Malformed("code")
    due_on = _day(told["due_on"], "due_on") if told.get("due_on") else None
    texts = _texts(told.get("texts", {})) if kind == Kind.PLANNED_WORKS else {}
    selection, listed = _selection(told.get("select"))
    if kind in (Kind.ESTIMATE_NOTICE, Kind.INDEX_STATEMENT) and not listed:
        raise Malformed("select")  # their figures come with the list
    return {"code": code, "kind": kind, "due_on": due_on, "texts": texts, "selection": selection}, listed


def targets(lines: Iterable[Line], kind: str) -> Iterator[Target | BadLine]:
    """The lines of a list, each an EAN in quotes or {"ean": …, "data": {…}}."""
    for line in lines:
        try:
            yield _target(line, kind)
        except Malformed as why:
            yield BadLine(line.number, why.code)


def _target(line: Line, kind: str) -> Target:
    try:
        told = orjson.loads(line.raw)
    except orjson.JSONDecodeError:
        raise Malformed("not_json") from None
    if isinstance(told, str):
        told = {"ean": told}
    if not isinstance(told, dict) or not isinstance(told.get("ean"), str):
        raise Malformed("ean")
    try:
        ean = Ean.parse(told["ean"])
    except InvalidValue:
        raise Malformed("ean") from None
    return Target(line.number, str(ean), _data(told.get("data"), kind))


def _data(told: Any, kind: str) -> dict[str, Any]:
    if kind == Kind.ESTIMATE_NOTICE:
        parts: tuple[str, ...] = ("index",)
        days: tuple[str, ...] = ("day",)
    elif kind == Kind.INDEX_STATEMENT:
        parts, days = ("start", "end"), ("start", "end")
    else:
        return {}
    if not isinstance(told, dict) or not isinstance(told.get("registers"), list) or not told["registers"]:
        raise Malformed("data")
    registers = [_row(row, parts) for row in told["registers"][:_MOST_REGISTERS]]
    return {"registers": registers, **{name: _day(told.get(name), "data").isoformat() for name in days}}


def _row(told: Any, parts: Iterable[str]) -> dict[str, Any]:
    if not isinstance(told, dict) or told.get("unit") not in _UNITS:
        raise Malformed("data")
    register = told.get("register")
    if not isinstance(register, str) or not 0 < len(register) <= 12:
        raise Malformed("data")
    return {"register": register, "unit": told["unit"], **{part: _index(told.get(part)) for part in parts}}


def _index(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= Decimal(str(value)) < 10**9:
        raise Malformed("data")
    return value


def _selection(told: Any) -> tuple[dict[str, Any], str]:
    if told == "all":
        return {}, ""
    if not isinstance(told, dict) or not told or set(told) - {"list", *_SELECTIONS}:
        raise Malformed("select")  # a slip of the pen must not write to everybody
    if not all(isinstance(value, str) and value for value in told.values()):
        raise Malformed("select")
    if told.get("meter_kind", MeterKind.ANNUAL) not in MeterKind.values:
        raise Malformed("meter_kind")
    selection = {name: told[name] for name in _SELECTIONS if name in told}
    listed = told.get("list", "")
    return (selection | {"listed": True} if listed else selection), listed


def _texts(told: Any) -> dict[str, str]:
    if not isinstance(told, dict) or told.get("works") not in _WORKS:
        raise Malformed("texts")
    try:
        hours = {name: time.fromisoformat(told[name]).strftime("%H:%M") for name in ("from", "until")}
    except (KeyError, TypeError, ValueError):
        raise Malformed("texts") from None
    return {"works": told["works"], "day": _day(told.get("day"), "texts").isoformat(), **hours}


def _day(told: Any, name: str) -> date:
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError):
        raise Malformed(name) from None


def _object(raw: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Malformed("not_json") from None
    if not isinstance(told, dict):
        raise Malformed("not_json")
    return told
