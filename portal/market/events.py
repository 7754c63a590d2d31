"""Reading one line as a market event. What is wrong is told by a reason code (see reasons.py) and the field."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.grid.models import Energy, MeterKind
from portal.market.projection import EventKind
from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue
from portal.primitives.gln import parse_gln
from portal.primitives.meter_number import MeterNumber
from portal.primitives.mobile import parse_mobile

LINE_LIMIT = 16_384  # bytes

_EVENT_ID = re.compile(r"[!-~]{1,64}")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OBIS = re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}", re.ASCII)
_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2100, 1, 1)
_LANGUAGES = ("fr", "nl", "de", "en")
_REGISTERS_AT_MOST = 12


class Rejected(InvalidValue):
    """The line is no event. `code` is the reason, `field` the part of the line, such as `customer.mobile`."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, f"{field}: {code}" if field else code)
        self.field = field


@dataclass(frozen=True, slots=True)
class Message:
    """One valid event. `payload` holds what its kind needs, normalised; `digest` (SHA-256) covers all of it."""

    id: str
    kind: EventKind
    day: date | None
    ean: str
    customer: str
    cancels: str
    payload: dict[str, Any]
    digest: bytes


def read_event(line: bytes) -> Message:
    """The event that a line says. Raises `Rejected`."""
    if b"\0" in line:
        raise Rejected("nul")
    if len(line) > LINE_LIMIT:
        raise Rejected("line_too_long")
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Rejected("encoding") from error
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Rejected("not_json") from error
    if not isinstance(content, dict):
        raise Rejected("not_an_object")
    return _message(_Fields(content))


class _Fields:
    """The parts of one JSON object; each is taken once, and what is left over at the end is unknown."""

    def __init__(self, content: dict[str, Any], path: str = "") -> None:
        self.content, self.path = dict(content), path

    def name(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def text(self, key: str, longest: int, *, needed: bool = True) -> str:
        """A trimmed text without control characters; empty when it may be missing and is."""
        value = self.content.pop(key, None)
        if value is None or value == "":
            if needed:
                raise Rejected("missing", self.name(key))
            return ""
        if not isinstance(value, str):
            raise Rejected("not_text", self.name(key))
        value = value.strip()
        if needed and not value:
            raise Rejected("missing", self.name(key))
        if len(value) > longest:
            raise Rejected("too_long", self.name(key))
        if _CONTROL.search(value):
            raise Rejected("control_characters", self.name(key))
        return value

    def one_of(
        self, key: str, values: tuple[str, ...], *, default: str = "", unknown: str = "unknown_value"
    ) -> str:
        value = self.text(key, 40, needed=not default) or default
        if value not in values:
            raise Rejected(unknown, self.name(key))
        return value

    def parsed(self, key: str, parse: Callable[[str], str], *, needed: bool = True) -> str:
        """A value with its own grammar; `parse` raises `InvalidValue`, whose code becomes `<key>_<code>`."""
        text = self.text(key, 254, needed=needed)
        if not text:
            return ""
        try:
            return parse(text)
        except InvalidValue as error:
            code = "missing" if error.code == "missing" else f"{key}_{error.code}"
            raise Rejected(code, self.name(key)) from error

    def number(self, key: str, least: int, most: int, default: int) -> int:
        value = self.content.pop(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not (least <= value <= most):
            raise Rejected("number", self.name(key))
        return value

    def day(self, key: str, *, needed: bool = True) -> date | None:
        text = self.text(key, 40, needed=needed)
        if not text:
            return None
        if not _ISO_DAY.fullmatch(text):
            raise Rejected("date", self.name(key))
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise Rejected("date", self.name(key)) from error
        if not (_FIRST_DAY <= day < _LAST_DAY):
            raise Rejected("date_out_of_range", self.name(key))
        return day

    def part(self, key: str, *, needed: bool = True) -> "_Fields | None":
        """An object within the object."""
        value = self.content.pop(key, None)
        if value is None:
            if needed:
                raise Rejected("missing", self.name(key))
            return None
        if not isinstance(value, dict):
            raise Rejected("not_an_object", self.name(key))
        return _Fields(value, self.name(key))

    def end(self) -> None:
        for key in self.content:
            raise Rejected("unknown_field", _CONTROL.sub("?", self.name(str(key)))[:60])


def _message(fields: _Fields) -> Message:
    event_id = fields.text("id", 64)
    if not _EVENT_ID.fullmatch(event_id):
        raise Rejected("event_id", "id")
    kind = EventKind(fields.one_of("type", tuple(EventKind), unknown="unknown_type"))
    cancelling = kind is EventKind.CANCELLED
    day = fields.day("date", needed=not cancelling)
    ean = fields.parsed("ean", Ean.parse, needed=not cancelling)
    payload = _READERS[kind](fields)
    fields.end()
    cancels = payload.get("cancels", "")
    if cancels == event_id:
        raise Rejected("cancels_itself", "cancels")
    whole = [kind, day, ean, payload]
    digest = hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).digest()
    customer = payload.get("customer", {}).get("id", "")
    return Message(event_id, kind, day, "" if cancelling else ean, customer, cancels, payload, digest)


def _access_point(fields: _Fields) -> dict[str, Any]:
    energy = fields.one_of("energy", tuple(Energy.values))
    operator = fields.text("operator", 30)
    address = fields.part("address")
    assert address is not None  # noqa: S101 - it is needed
    content = {
        "energy": energy,
        "operator": operator,
        "street": address.text("street", 120),
        "house_number": address.text("house_number", 12),
        "box": address.text("box", 12, needed=False),
        "postal_code": address.parsed("postal_code", _digits(4)),
        "locality": address.text("locality", 80),
        "municipality": address.parsed("municipality", _digits(5), needed=False),
    }
    address.end()
    return content


def _digits(count: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) != count or not (text.isascii() and text.isdigit()):
            raise InvalidValue("digits")
        return text

    return parse


def _meter_installed(fields: _Fields) -> dict[str, Any]:
    content: dict[str, Any] = {
        "meter": fields.parsed("meter", MeterNumber.parse),
        "kind": fields.one_of("kind", tuple(MeterKind.values)),
    }
    listed = fields.content.pop("registers", None)
    if not isinstance(listed, list) or not (1 <= len(listed) <= _REGISTERS_AT_MOST):
        raise Rejected("registers", "registers")
    content["registers"] = [_register(item) for item in listed]
    codes = [register["obis"] for register in content["registers"]]
    if len(set(codes)) != len(codes):
        raise Rejected("register_twice", "registers")
    return content


def _register(item: object) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise Rejected("not_an_object", "registers")
    fields = _Fields(item, "registers")
    obis = fields.text("obis", 8)
    if not _OBIS.fullmatch(obis):
        raise Rejected("obis", "registers.obis")
    register = {
        "obis": obis,
        "digits": fields.number("digits", 1, 12, 6),
        "decimals": fields.number("decimals", 0, 6, 3),
    }
    fields.end()
    return register


def _meter_removed(fields: _Fields) -> dict[str, Any]:
    return {"meter": fields.parsed("meter", MeterNumber.parse)}


def _arrival(fields: _Fields) -> dict[str, Any]:
    content = {"customer": _customer(fields.part("customer"), named=True)}
    if supplier := fields.part("supplier", needed=False):
        content["supplier"] = _supplier(supplier)
    return content


def _departure(fields: _Fields) -> dict[str, Any]:
    customer = fields.part("customer", needed=False)
    return {"customer": _customer(customer, named=False)} if customer else {}


def _supplier_switch(fields: _Fields) -> dict[str, Any]:
    supplier = fields.part("supplier")
    assert supplier is not None  # noqa: S101 - it is needed
    return {"supplier": _supplier(supplier)}


def _stop(fields: _Fields) -> dict[str, Any]:
    supplier = fields.part("supplier", needed=False)
    return {"supplier": _supplier(supplier)} if supplier else {}


def _prepayment(fields: _Fields) -> dict[str, Any]:
    active = fields.content.pop("active", None)
    if not isinstance(active, bool):
        raise Rejected("true_or_false", "active")
    return {"active": active}


def _cancelled(fields: _Fields) -> dict[str, Any]:
    cancels = fields.text("cancels", 64)
    if not _EVENT_ID.fullmatch(cancels):
        raise Rejected("event_id", "cancels")
    return {"cancels": cancels}


def _customer(fields: _Fields | None, *, named: bool) -> dict[str, Any]:
    """The customer's key, and what the event tells of the customer: what it leaves out stays as it was."""
    assert fields is not None  # noqa: S101 - the caller asked for it
    told = frozenset(fields.content)
    content: dict[str, Any] = {
        "id": fields.text("id", 64),
        "kind": fields.one_of("kind", ("person", "company"), default="person"),
        "name": fields.text("name", 150, needed=named or "name" in told),
        "language": fields.one_of("language", _LANGUAGES, default="fr"),
        "email": fields.parsed("email", _email, needed=False),
        "mobile": fields.parsed("mobile", _mobile, needed=False),
    }
    fields.end()
    return {key: value for key, value in content.items() if key in told}


@lru_cache(maxsize=4096)
def _mobile(text: str) -> str:
    return parse_mobile(text)


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise InvalidValue("malformed") from error
    return text


def _supplier(fields: _Fields) -> dict[str, Any]:
    content = {"gln": fields.parsed("gln", parse_gln), "name": fields.text("name", 120)}
    fields.end()
    return content


_READERS: dict[EventKind, Callable[[_Fields], dict[str, Any]]] = {
    EventKind.ACCESS_POINT: _access_point,
    EventKind.METER_INSTALLED: _meter_installed,
    EventKind.METER_REMOVED: _meter_removed,
    EventKind.MOVE_IN: _arrival,
    EventKind.CUSTOMER_SWITCH: _arrival,
    EventKind.MOVE_OUT: _departure,
    EventKind.INITIATE_LEAVING_CUSTOMER: _departure,
    EventKind.SUPPLIER_SWITCH: _supplier_switch,
    EventKind.DROP: _stop,
    EventKind.END_OF_CONTRACT: _stop,
    EventKind.PREPAYMENT: _prepayment,
    EventKind.CANCELLED: _cancelled,
}
