"""Readings and what asks for them, scoped to who may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from consumption.customer_readings.models import CustomerReading
from consumption.customer_readings.states import ReadingState
from consumption.models import IndexReading
from portal.access.actor import Actor
from portal.correspondence.models import Letter
from portal.correspondence.queries import open_reading_requests
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on, occupancies_for
from portal.grid.models import Meter, MeterKind, Register
from portal.primitives.period import belgian_day

BY_PERSON = (MeterKind.ANNUAL, MeterKind.MONTHLY)


@dataclass(frozen=True, slots=True)
class Home:
    """A home whose meter can be read, with the letter that asks for it, if one does."""

    occupancy: Occupancy
    meter: Meter
    request: Letter | None


def homes_for(actor: Actor, *, now: datetime) -> Sequence[Home]:
    """The actor's current homes whose meter a person reads, or for which a letter asks. Three queries."""
    today = belgian_day(now)
    current = list(occupancies_for(actor, now=now).filter(pk__in=lived_in_on(today).values("pk")))
    meters = _meters_at(current, today)
    requests = open_reading_requests(current, now=now)
    return [
        Home(occupancy, meter, request)
        for occupancy in current
        for meter, request in [(meters.get(occupancy.access_point_id), requests.get(occupancy.pk))]
        if meter is not None and (meter.kind in BY_PERSON or request is not None)
    ]


def asked_for(actor: Actor, *, now: datetime) -> Sequence[Home]:
    """Those of the actor's homes for which a letter asks for a reading."""
    return [home for home in homes_for(actor, now=now) if home.request is not None]


def home_for(actor: Actor, access_point: UUID, *, now: datetime) -> Home | None:
    """One of `homes_for`."""
    homes = homes_for(actor, now=now)
    return next((home for home in homes if home.occupancy.access_point.public_id == access_point), None)


def home_of_letter(letter: Letter, *, now: datetime) -> Home | None:
    """The home that a letter with a valid code is about."""
    occupancy = letter.occupancy
    if occupancy is None:
        return None
    meter = _meters_at([occupancy], belgian_day(now)).get(occupancy.access_point_id)
    return Home(occupancy, meter, letter) if meter is not None else None


def _meters_at(occupancies: Sequence[Occupancy], day: date) -> dict[int, Meter]:
    """The meters in place on this day, by access point."""
    in_place = Q(removed_on__isnull=True) | Q(removed_on__gt=day)
    places = [occupancy.access_point_id for occupancy in occupancies]
    found = Meter.objects.filter(in_place, access_point__in=places, installed_on__lte=day)
    return {meter.access_point_id: meter for meter in found}


def labelled(meter: Meter) -> list[tuple[Register, str]]:
    """The registers of the meter with their names, in the active language, in the order of the OBIS codes."""
    registers = list(meter.registers.order_by("obis"))
    codes = {register.obis for register in registers}
    names = {
        "1.8.0": _("Taken from the grid, kWh"),
        "1.8.1": _("Day, kWh") if "1.8.2" in codes else _("Taken from the grid, kWh"),
        "1.8.2": _("Night, kWh"),
        "2.8.0": _("Put into the grid, kWh"),
        "2.8.1": _("Put into the grid by day, kWh") if "2.8.2" in codes else _("Put into the grid, kWh"),
        "2.8.2": _("Put into the grid by night, kWh"),
        "7.0.0": _("Gas, m³"),
    }
    return [(register, f"{names[register.obis]} ({register.obis})") for register in registers]


def readings_for(actor: Actor, *, now: datetime) -> QuerySet[CustomerReading]:
    """What the actor gave, of the own occupancies, the latest first."""
    mine = occupancies_for(actor, now=now).order_by().values("pk")
    found = CustomerReading.objects.filter(occupancy__in=mine).select_related("occupancy__access_point", "meter")
    return found.defer("photo").order_by("-given_at")


def readings_of_letter(letter: Letter) -> QuerySet[CustomerReading]:
    """What was given with the code of this letter."""
    found = CustomerReading.objects.filter(letter=letter, occupancy=letter.occupancy)
    return found.select_related("occupancy__access_point", "meter").defer("photo")


def waiting() -> QuerySet[CustomerReading]:
    """What somebody has to look at, the oldest first."""
    found = CustomerReading.objects.filter(state=ReadingState.WAITING).select_related("meter")
    return found.defer("photo").order_by("given_at")


def known_standings(reading: CustomerReading) -> list[IndexReading]:
    """The standings of the meter before and around the reading, within the occupancy, the latest first."""
    occupancy = reading.occupancy
    rows = IndexReading.objects.filter(
        access_point_id=occupancy.access_point_id, meter_id=reading.meter_id, day__gte=occupancy.start
    )
    if occupancy.end is not None:
        rows = rows.filter(day__lte=occupancy.end)
    return list(rows.order_by("-day", "register")[:24])
