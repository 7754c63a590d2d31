"""Homes with made-up readings, for the tests of the history pages."""

from datetime import date, timedelta
from math import cos, pi, sin

from consumption.models import IndexReading
from consumption.store.kinds import Channel, Status
from portal.grid.models import AccessPoint, MeterKind
from portal.identity.models import User
from tests.consumption.readings import store_days
from tests.factories import AccessPointFactory, CustomerFactory, MeterFactory, OccupancyFactory

AWAY = (date(2026, 10, 18), date(2026, 10, 21))
PARTY = date(2026, 10, 14)


def a_home(
    user: User | None,
    *,
    gas: bool = False,
    start: date = date(2024, 1, 1),
    end: date | None = None,
    kind: MeterKind = MeterKind.DIGITAL,
) -> AccessPoint:
    """A home of `user` without readings."""
    home = AccessPointFactory(gas=gas, street="Rue des Tanneurs", house_number="14")
    MeterFactory(access_point=home, kind=kind)
    OccupancyFactory(access_point=home, customer=CustomerFactory(user=user), start=start, end=end)
    return home


def use(day: date, slot: int) -> int:
    """Wh in a quarter-hour of a household: quiet nights, a morning, an evening, more in winter and on Sundays."""
    hour = slot / 4
    season = 1 + 0.25 * cos(2 * pi * (day.timetuple().tm_yday - 15) / 365)
    if AWAY[0] <= day <= AWAY[1]:
        return round(31 + 4 * sin(slot))
    morning = 85 if 6 <= hour < 9 else 0
    noon = 70 if 11 <= hour < 14 and day.weekday() >= 5 else 0
    evening = 160 if 18 <= hour < 21 else 60 if 17 <= hour < 22 else 0
    noise = (day.toordinal() * 31 + slot * 17) % 23
    kettle = 1150 if day == PARTY and slot == 75 else 0
    return round((40 + morning + noon + evening + noise) * season * (1 + (day.toordinal() % 7) / 14)) + kettle


def sun(day: date, slot: int) -> int:
    """Wh that panels send back in a quarter-hour."""
    hour = slot / 4
    if not 9 <= hour < 17:
        return 0
    clouds = 0.3 + (day.toordinal() * 13 % 10) / 14
    return round(190 * sin(pi * (hour - 9) / 8) * clouds)


def furnish(home: AccessPoint, first: date, last: date, *, panels: bool = True, tariffs: bool = False) -> None:
    """Quarter-hours from `first` to `last`, both included; 29 and 30 October 2026 are estimated."""
    days = (last - first).days + 1
    estimated = date(2026, 10, 29)
    for start, count, state in _stretches(first, days, estimated):
        store_days(home, Channel.OFFTAKE, start, count, use, state=state, night=tariffs)
        if panels:
            store_days(home, Channel.INJECTION, start, count, sun, state=state)


def _stretches(first: date, days: int, estimated: date) -> list[tuple[date, int, Status]]:
    at = (estimated - first).days
    if not 0 <= at < days:
        return [(first, days, Status.MEASURED)]
    later = max(0, days - at - 2)
    found = [(first, at, Status.MEASURED), (estimated, min(2, days - at), Status.ESTIMATED)]
    return [*found, (estimated + timedelta(days=2), later, Status.MEASURED)]


def furnish_gas(home: AccessPoint, first: date, last: date) -> None:
    """Hours of gas, in kWh and m³."""

    def energy(day: date, slot: int) -> int:
        cold = max(0.1, cos(2 * pi * (day.timetuple().tm_yday - 15) / 365) + 0.4)
        hour = (slot + 6) % 24
        return round(cold * (3200 if hour in (6, 7, 18, 19, 20) else 900))

    days = (last - first).days + 1
    store_days(home, Channel.GAS_ENERGY, first, days, energy)
    store_days(home, Channel.GAS_VOLUME, first, days, lambda day, slot: round(energy(day, slot) / 10.6))


def read_by_hand(home: AccessPoint, *readings: tuple[date, int], obis: str = "1.8.1") -> None:
    """Standings, in Wh or dm³."""
    [meter] = home.meters.all()
    for day, value in readings:
        IndexReading.objects.create(
            access_point_id=home.pk,
            meter_id=meter.pk,
            register=obis,
            day=day,
            value=value,
            status=Status.MEASURED,
            source=IndexReading.Source.READER,
        )
