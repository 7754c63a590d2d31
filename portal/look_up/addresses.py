"""Being recognised by the address and the number on the meter (R6).

People write an address in many ways, so both sides are folded to one form before they are compared. The meter
number finds the home; the address confirms it. Never answer a visitor with the outcome: call this in a worker, or
for staff.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import F, Q, QuerySet

from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on
from portal.grid.models import AccessPoint
from portal.primitives.lists import bare
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day

T = TypeVar("T")

_WORDS = {
    "r": "rue", "av": "avenue", "ave": "avenue", "aven": "avenue",
    "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "boul": "boulevard", "bvd": "boulevard",
    "ch": "chaussee", "chee": "chaussee", "chaus": "chaussee", "pl": "place", "rte": "route", "imp": "impasse",
    "all": "allee", "chem": "chemin", "che": "chemin", "sq": "square", "q": "quai",
    "res": "residence", "fbg": "faubourg", "st": "saint", "ste": "sainte", "gd": "grand", "gde": "grande",
    "gen": "general", "dr": "docteur", "ln": "laan", "stwg": "steenweg",
}  # fmt: skip
_SMALL = frozenset("de du des d la le les l a au aux et van der den het t s of und am an im zum zur".split())
_STREET_ENDINGS = re.compile(r"(?:strasse|straat|str)$")
_UMLAUTS = re.compile(r"([aou])e")
_BOX_WORD = r"(?:boite|bte|bt|box|bus|bfk|briefkasten|appartement|appt|apt|app|b)"
_NUMBER = re.compile(
    r"(?P<first>[0-9]+)\s*(?:-\s*(?P<last>[0-9]+))?\s*(?P<suffix>[a-z]|bis|ter|quater)?"
    rf"(?:\s*[/,]?\s*{_BOX_WORD}\.?\s*(?P<named>[0-9][0-9a-z.]*|[a-z])|\s*/\s*(?P<box>[0-9a-z.]+))?"
)
_BOX = re.compile(rf"(?:{_BOX_WORD}\b\.?\s*|{_BOX_WORD}(?=[0-9]))")


@dataclass(frozen=True, slots=True)
class _Place:
    """An address folded to what tells it from another one."""

    postal_code: str
    street: str
    number: str
    last: str  # of "12-14" the 14
    box: str

    def may_be(self, other: "_Place") -> bool:
        """Whether who writes `other` may mean this one: a box, or the end of a range, may be left out."""
        return (
            (self.postal_code, self.street, self.number) == (other.postal_code, other.street, other.number)
            and (not other.last or other.last == self.last)
            and (not other.box or other.box == self.box)
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """An address and the number on one of its meters, as somebody wrote them."""

    postal_code: str
    street: str
    house_number: str
    box: str
    meter_number: MeterNumber

    @property
    def place(self) -> _Place:
        return _place(self.postal_code, self.street, self.house_number, self.box)


def home_at(
    *, postal_code: str, street: str, house_number: str, box: str, meter_number: MeterNumber, now: datetime
) -> Occupancy | None:
    """The current occupancy, customer and access point included, whose meter today is this one at this address.

    None when nothing fits, and when more than one home does.
    """
    typed = Typed(postal_code, street, house_number, box, meter_number)
    return homes_at([typed], now=now)[0]


def homes_at(asked: Sequence[Typed], *, now: datetime) -> list[Occupancy | None]:
    """What `home_at` finds for each of these, in one query."""
    today = belgian_day(now)
    there = lived_in_on(today).filter(
        Q(access_point__meters__removed_on__isnull=True) | Q(access_point__meters__removed_on__gt=today),
        access_point__meters__number__in={typed.meter_number for typed in asked},
        access_point__meters__installed_on__lte=today,
    )
    candidates: dict[str, list[Occupancy]] = {}
    for occupancy in there.annotate(number=F("access_point__meters__number")).select_related(
        "customer", "access_point"
    ):
        candidates.setdefault(occupancy.number, []).append(occupancy)
    return [
        _only(
            occupancy
            for occupancy in candidates.get(typed.meter_number, [])
            if _place_of(occupancy.access_point).may_be(typed.place)
        )
        for typed in asked
    ]


def installation_at(
    *, postal_code: str, street: str, house_number: str, box: str, meter_number: MeterNumber, now: datetime
) -> AccessPoint | None:
    """The access point whose meter today is this one at this address, whether or not anybody lives there (R7).

    None when nothing fits, and when more than one does.
    """
    typed = _place(postal_code, street, house_number, box)
    today = belgian_day(now)
    candidates = AccessPoint.objects.filter(
        Q(meters__removed_on__isnull=True) | Q(meters__removed_on__gt=today),
        meters__number=meter_number,
        meters__installed_on__lte=today,
    )
    return _only(each for each in candidates if _place_of(each).may_be(typed))


def residents_at(
    occupancies: QuerySet[Occupancy], *, postal_code: str, street: str, house_number: str, box: str
) -> list[Occupancy]:
    """Those of `occupancies` whose access point is at this address, customer and access point included (R9)."""
    typed = _place(postal_code, street, house_number, box)
    near = occupancies.filter(access_point__postal_code=typed.postal_code)
    if digits := re.match(r"[0-9]+", typed.number):
        # The database leaves out the other houses of the town: folding each of them takes longer.
        near = near.filter(access_point__house_number__regex=rf"^\s*0*{digits[0]}([^0-9]|$)")
    return [
        occupancy
        for occupancy in near.select_related("customer", "access_point")
        if _place_of(occupancy.access_point).may_be(typed)
    ]


def occupancies_at_home(occupancy: Occupancy, *, now: datetime) -> list[Occupancy]:
    """All current occupancies of the same customer at the same address, this one included: one per energy, as a
    rule; the same box, or none, on each."""
    here = _place_of(occupancy.access_point)
    own = (
        lived_in_on(belgian_day(now))
        .filter(customer_id=occupancy.customer_id, access_point__postal_code=occupancy.access_point.postal_code)
        .select_related("customer", "access_point")
        .order_by("access_point__energy", "pk")
    )
    return [each for each in own if _place_of(each.access_point) == here]


def _only(found: Iterable[T]) -> T | None:
    candidates = list(found)
    return candidates[0] if len(candidates) == 1 else None


def _place_of(access_point: AccessPoint) -> _Place:
    return _place(access_point.postal_code, access_point.street, access_point.house_number, access_point.box)


def _place(postal_code: str, street: str, house_number: str, box: str) -> _Place:
    number = bare(house_number).strip()
    first, last, boxed = re.sub(r"\W", "", number), "", ""
    if parts := _NUMBER.fullmatch(number):
        first, last = parts["first"].lstrip("0") + (parts["suffix"] or ""), parts["last"] or ""
        boxed = parts["named"] or parts["box"] or ""
    return _Place(re.sub(r"\D", "", postal_code), _street(street), first, last, _box(box) or _box(boxed))


def _street(text: str) -> str:
    words = [_WORDS.get(word, word) for word in re.findall(r"[a-z0-9]+", bare(text))]
    telling = [_STREET_ENDINGS.sub("str", word) for word in words if word not in _SMALL]
    # Written together or apart, ö or oe: the same street.
    return _UMLAUTS.sub(r"\1", "".join(telling))


def _box(text: str) -> str:
    without_word = _BOX.sub("", bare(text).strip(), count=1)
    return re.sub(r"[^a-z0-9]", "", without_word).lstrip("0")
