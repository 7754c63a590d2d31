"""The people of the demo, told as the market would tell of them: one event each time something happened."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stdnum import ean as gs1

from portal.accounts.roles import Role
from portal.pages.demo.synthetic import Home
from portal.primitives.ean import Ean
from portal.primitives.period import years_before


def _ean(first_digits: str) -> Ean:
    return Ean(first_digits + gs1.calc_check_digit(first_digits))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who lives, or lived, in a home of the demo. Without `email` there is no account to sign in with."""

    id: str
    name: str
    language: str
    mobile: str = ""
    email: str = ""
    kind: str = "person"

    def as_event(self) -> dict[str, Any]:
        told = {"id": self.id, "kind": self.kind, "name": self.name, "language": self.language}
        return told | {key: value for key in ("mobile", "email") if (value := getattr(self, key))}


@dataclass(frozen=True, slots=True)
class Supply:
    """One access point of a home and its meter. `readings` says where its values come from."""

    ean: Ean
    energy: str
    meter: str
    kind: str
    registers: tuple[str, ...]
    readings: str  # "real", "synthetic" or "index"
    home: Home


@dataclass(frozen=True, slots=True)
class Place:
    """An address, what is delivered there, and who moved in when (first one first)."""

    street: str
    house_number: str
    postal_code: str
    locality: str
    municipality: str
    supplies: tuple[Supply, ...]
    occupants: tuple[tuple[date, Person], ...] = field(default=())

    @property
    def address(self) -> str:
        return f"{self.street} {self.house_number}, {self.postal_code} {self.locality}"


CLAIRE = Person("demo-claire", "Claire Dupont", "fr", "+32470000001", "claire@raccord.example")
MARC = Person("demo-marc", "Marc Lambert", "fr", "+32470000002", "marc@raccord.example")
SOFIE = Person("demo-sofie", "Sofie Janssens", "nl", "+32470000003", "sofie@raccord.example")
SCHMITZ = Person("demo-schmitz", "Bäckerei Schmitz", "de", "+32470000004", "schmitz@raccord.example", "company")
NADIA = Person("demo-nadia", "Nadia Benali", "fr", "+32470000005")
JEANNE = Person("demo-jeanne", "Jeanne Wauters", "fr")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the operator, or in an organisation."""

    name: str
    email: str
    language: str
    mobile: str
    roles: tuple[Role, ...]
    about: str


STAFF = (
    Colleague(
        "Inès Moreau", "ines@raccord.example", "fr", "+32470000011", (Role.CONTACT_CENTRE,),
        "answers calls: EAN, history and supplier for a caller",
    ),
    Colleague(
        "Thomas Delvaux", "thomas@raccord.example", "fr", "+32470000012",
        (Role.BACK_OFFICE, Role.MESSAGING_OPERATOR),
        "back office: requests, readings, campaigns, messages",
    ),
    Colleague(
        "An Peeters", "an@raccord.example", "nl", "+32470000013", (Role.STAFF_MANAGER, Role.ORGANISATION_MANAGER),
        "roles of her colleagues; decides on organisations that Élodie proposes",
    ),
    Colleague(
        "Élodie Lejeune", "elodie@raccord.example", "fr", "+32470000014", (Role.ORGANISATION_MANAGER,),
        "proposes organisations, admits those of others",
    ),
    Colleague(
        "Bruno Hallet", "bruno@raccord.example", "fr", "+32470000015", (Role.MANDATE_REVIEWER,),
        "reviews signed mandates",
    ),
    Colleague(
        "Karim Aziz", "karim@raccord.example", "fr", "+32470000016", (Role.MANDATE_REVIEWER,),
        "reviews signed mandates, and is Bruno’s second pair of eyes",
    ),
    Colleague(
        "Nora Willems", "nora@raccord.example", "fr", "+32470000017", (Role.DATA_PROTECTION_OFFICER,),
        "data protection officer: cases of residents, alerts",
    ),
    Colleague(
        "Sam Jacobs", "sam@raccord.example", "nl", "+32470000018", (Role.CONNECTION_COORDINATOR,),
        "coordinates the connections of new homes",
    ),
)  # fmt: skip

SUPPLIER = {"gln": "5411234500016", "name": "Énergie du Coin"}
PASSWORD = "Tournai-Coquelicot-48"  # noqa: S105 - of made-up people
WITH_ACCOUNT = (CLAIRE, MARC, SOFIE, SCHMITZ)

_DUAL = ("1.8.1", "1.8.2", "2.8.1", "2.8.2")


def places(today: date) -> list[Place]:
    """The homes of the demo, with moves dated relative to `today`."""
    long_ago = years_before(today, 5)
    moved = date(today.year, today.month, 15).replace(year=today.year - 1)
    return [
        Place(
            "Rue des Tanneurs", "14", "5000", "Namur", "92094",
            (
                Supply(_ean("54144902070000481"), "electricity", "1SAG1105004812", "digital", _DUAL, "real",
                       Home(seed=1, base=22, evening=190, solar=900, dual_tariff=True)),
                Supply(_ean("54144902070000482"), "gas", "7FLO2119004812", "digital", ("7.0.0",), "real",
                       Home(seed=2, base=0, evening=0, heating=5500)),
            ),
            ((long_ago, CLAIRE),),
        ),
        Place(
            "Rue de Nimy", "45", "7000", "Mons", "53053",
            (
                Supply(_ean("54144903110000117"), "electricity", "1SAG2207001193", "digital", _DUAL, "synthetic",
                       Home(seed=3, base=120, evening=950, solar=3200, dual_tariff=True)),
            ),
            ((long_ago, MARC), (moved, SOFIE)),
        ),
        Place(
            "Klosterstraße", "8", "4700", "Eupen", "63023",
            (
                Supply(_ean("54144904550000061"), "electricity", "RM4400817", "remote_read", ("1.8.1", "1.8.2"),
                       "synthetic", Home(seed=4, base=900, evening=2600, dual_tariff=True)),
                Supply(_ean("54144904550000062"), "electricity", "35871310", "annual", ("1.8.1",), "index",
                       Home(seed=7, base=0, evening=0)),
                Supply(_ean("54144904550000063"), "electricity", "35871327", "annual", ("1.8.1",), "index",
                       Home(seed=8, base=0, evening=0)),
            ),
            ((long_ago, SCHMITZ),),
        ),
        Place(
            "Grand-Rue", "102", "7000", "Mons", "53053",
            (
                Supply(_ean("54144903110000201"), "electricity", "35871204", "annual", ("1.8.1", "1.8.2"), "index",
                       Home(seed=5, base=0, evening=0)),
            ),
            ((long_ago, NADIA),),
        ),
        Place(
            "Rue Saint-Nicolas", "3", "5000", "Namur", "92094",
            (
                Supply(_ean("54144902070000733"), "electricity", "0071182", "annual", ("1.8.1",), "index",
                       Home(seed=6, base=0, evening=0)),
            ),
            ((long_ago, JEANNE),),
        ),
    ]  # fmt: skip


def events(today: date) -> Iterator[dict[str, Any]]:
    """The market events that make the homes what they are."""
    for place in places(today):
        for supply in place.supplies:
            about = {"ean": supply.ean}
            key = f"demo-{supply.ean}"
            first = place.occupants[0][0]
            yield about | {
                "id": f"{key}-point",
                "type": "access_point",
                "date": first.isoformat(),
                "energy": supply.energy,
                "operator": "ORES",
                "address": {
                    "street": place.street,
                    "house_number": place.house_number,
                    "postal_code": place.postal_code,
                    "locality": place.locality,
                    "municipality": place.municipality,
                },
            }
            yield about | {
                "id": f"{key}-meter",
                "type": "meter_installed",
                "date": first.isoformat(),
                "meter": supply.meter,
                "kind": supply.kind,
                "registers": [{"obis": obis} for obis in supply.registers],
            }
            for start, person in place.occupants:
                yield about | {
                    "id": f"{key}-{person.id}",
                    "type": "move_in",
                    "date": start.isoformat(),
                    "customer": person.as_event(),
                    "supplier": SUPPLIER,
                }
