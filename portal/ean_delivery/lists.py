"""Lists of addresses and meter numbers, as people type them or their spreadsheets write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.primitives import lists
from portal.primitives.errors import InvalidValue
from portal.primitives.meter_number import MeterNumber

AT_MOST = 500  # lines of one request
READ_AT_MOST = 10_000  # of a longer list nobody corrects line by line
FAULTS_SHOWN = 50
_LONGEST_ADDRESS = 200  # the pattern below takes the square of it

_NAMES = {
    "street": {"street", "rue", "straat", "strasse", "voie"},
    "house_number": {"number", "house number", "no", "nr", "n", "numero", "nummer", "huisnummer", "hausnummer"},
    "box": {"box", "boite", "bte", "bus", "briefkasten"},
    "postal_code": {"postal code", "postcode", "code postal", "cp", "postleitzahl", "plz", "zip"},
    "address": {"address", "adresse", "adres", "anschrift"},
    "meter_number": {
        "meter", "meter number", "compteur", "numero de compteur", "n de compteur", "no de compteur",
        "meternummer", "zahler", "zahlernummer", "teller", "tellernummer",
    },
}  # fmt: skip
_WITHOUT_HEADER = {
    2: ["address", "meter_number"],
    3: ["address", "postal_code", "meter_number"],
    4: ["street", "house_number", "postal_code", "meter_number"],
    5: ["street", "house_number", "box", "postal_code", "meter_number"],
}
_ADDRESS = re.compile(
    r"\s*(?P<street>.+?)[\s,]+(?P<house_number>[0-9]+\s?[A-Za-z]?(?:\s*[-/]\s*[0-9A-Za-z]+)?)"
    r"(?:[\s,]+(?:bte|boîte|boite|bus|box|b)\.?\s*(?P<box>[0-9A-Za-z.]+))?"
    r"(?:[\s,]+(?:B-?\s?)?(?P<postal_code>[1-9][0-9]{3})(?:\s+\D.*)?)?\s*",
    re.IGNORECASE,
)
_POSTAL_CODE = re.compile(r"(?:B\s*-?\s*)?([1-9][0-9]{3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a list: an address, and the number of a meter there."""

    line: int
    street: str
    house_number: str
    box: str
    postal_code: str
    meter_number: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be read. `code` is `columns`, `address`, `postal_code` or `meter_number`."""

    line: int
    code: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a text holds, in the order of its lines."""

    places: tuple[Place, ...]
    faults: tuple[Fault, ...]


def read(text: str) -> Listed:
    """Read a list: semicolons, commas or tabs between columns, with or without a first line that names them."""
    rows = lists.rows(text)
    columns = _header(rows[0][1]) if rows else None
    places: list[Place] = []
    faults: list[Fault] = []
    for number, cells in rows[1:] if columns else rows:
        try:
            places.append(_place(number, cells, columns))
        except InvalidValue as error:
            faults.append(Fault(number, error.code))
    return Listed(tuple(places), tuple(faults))


def _header(cells: Sequence[str]) -> list[str] | None:
    names = lists.columns(cells, _NAMES)
    known = set(names)
    whole = "meter_number" in known and ("address" in known or {"street", "house_number"} <= known)
    return names if whole else None


def _place(number: int, cells: Sequence[str], columns: Sequence[str] | None) -> Place:
    while columns is None and len(cells) > 2 and not cells[-1]:
        cells = cells[:-1]
    names = columns or _WITHOUT_HEADER.get(len(cells))
    if names is None or len(cells) < len(names):
        raise InvalidValue("columns")
    values = {name: cell for name, cell in zip(names, cells, strict=False) if name}
    if address := values.get("address"):
        parts = _ADDRESS.fullmatch(address) if len(address) <= _LONGEST_ADDRESS else None
        if parts is None:
            raise InvalidValue("address")
        values = {name: part for name, part in parts.groupdict().items() if part} | values
    street, house_number = values.get("street", ""), values.get("house_number", "")
    box = values.get("box", "")
    if not street or not house_number or len(street) > 120 or len(house_number) > 12 or len(box) > 12:
        raise InvalidValue("address")
    postal_code = _POSTAL_CODE.fullmatch(values.get("postal_code", ""))
    if postal_code is None:
        raise InvalidValue("postal_code")
    try:
        meter_number = MeterNumber.parse(values["meter_number"])
    except InvalidValue as error:
        raise InvalidValue("meter_number") from error
    return Place(number, street, house_number, box, postal_code[1], meter_number)
