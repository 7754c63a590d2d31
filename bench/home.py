"""What the benchmarks of histories read: one resident's home among a thousand, three years of quarter-hours."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from consumption.store import calendar
from consumption.store.kinds import Channel, Status
from consumption.store.partitions import ensure_months
from consumption.store.profile import encode_many, summaries
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint, Energy, Meter, MeterKind, Register
from portal.identity.models import User
from portal.primitives.period import Period, belgian_day, years_before

NEIGHBOURS = 1_000
_FIRST_NEIGHBOUR = 10_000_000  # ids that no real access point of the benchmark has
_COPY = (
    "COPY reading_day (access_point_id, day, channel, status, total, night, profile) FROM STDIN (FORMAT BINARY)"
)


@dataclass(frozen=True, slots=True)
class Home:
    """The resident's home and a signed-in browser."""

    access_point: AccessPoint
    client: Client
    now: datetime
    period: Period  # three years, up to and without today

    @property
    def end(self) -> date:
        """Today."""
        return self.period.end or self.period.start


def a_home() -> Home:
    """Make the home with its readings; its neighbours too, so that tables have a real size."""
    now = timezone.now()
    today = belgian_day(now)
    period = Period(years_before(today, 3) + timedelta(days=1), today)
    access_point = _access_point(period.start)
    ensure_months(period.start, today)
    _copy(access_point.pk, period.start, period.length)
    _neighbours(access_point.pk)
    _analyze()
    return Home(access_point, _browser(now), now, period)


def crowd(month: date, count: int) -> None:
    """Fill `month` and the same month a year before up to `count` access points, days without profiles."""
    for first in (month, years_before(month, 1)):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO reading_day (access_point_id, day, channel, status, total)"
                " SELECT id, day, 1, 1, 9600 FROM generate_series(%s, %s) AS id,"
                " generate_series(%s::date, %s::date - 1, interval '1 day') AS day ON CONFLICT DO NOTHING",
                [
                    _FIRST_NEIGHBOUR + NEIGHBOURS,
                    _FIRST_NEIGHBOUR + count,
                    first,
                    (first + timedelta(days=32)).replace(day=1),
                ],
            )
    _analyze()


def forget() -> None:
    """Empty the readings for the benchmarks that follow."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE reading_day")


def _analyze() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) reading_day")


def _access_point(since: date) -> AccessPoint:
    user, _ = User.objects.get_or_create(email="bench@example.org", defaults={"name": "Bench"})
    access_point, made = AccessPoint.objects.get_or_create(
        ean="541449020000000015",
        defaults={
            "energy": Energy.ELECTRICITY,
            "operator": "ORES",
            "street": "Rue de Fer",
            "house_number": "1",
            "postal_code": "5000",
            "locality": "Namur",
        },
    )
    if made:
        meter = Meter.objects.create(
            access_point=access_point, number="1SAG0000000001", kind=MeterKind.DIGITAL, installed_on=since
        )
        for obis in ("1.8.1", "1.8.2"):
            Register.objects.create(meter=meter, obis=obis)
        customer = Customer.objects.create(market_id="BENCH", name="Bench", user=user)
        Occupancy.objects.create(customer=customer, access_point=access_point, start=date(2000, 1, 1))
    return access_point


def _browser(now: datetime) -> Client:
    """A browser signed in with both factors a moment ago."""
    user = User.objects.get(email="bench@example.org")
    device, _ = TOTPDevice.objects.get_or_create(user=user, name="bench", confirmed=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session["verified_at"] = int(time.time())
    session.save()
    return client


def _copy(access_point: int, first: date, days: int) -> None:
    """Days like a home's: more in the evening, one in thirty estimated."""
    random = np.random.default_rng(1)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(["int8", "date", "int2", "int2", "int8", "int8", "bytea"])
        for day, total, status, night, profile in _days(random, first, days):
            copy.write_row((access_point, day, int(Channel.OFFTAKE), status, total, night, profile))


def _neighbours(access_point: int) -> None:
    """The same days for the neighbours, night by night, as readings come in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reading_day (access_point_id, day, channel, status, total, night, profile)"
            " SELECT id, day, channel, status, total, night, profile FROM reading_day,"
            " generate_series(%s, %s) AS id WHERE access_point_id = %s ORDER BY day, id",
            [_FIRST_NEIGHBOUR, _FIRST_NEIGHBOUR + NEIGHBOURS - 1, access_point],
        )


_Row = tuple[date, int, int, int, bytes]  # day, total, status, night part, profile


def _days(random: np.random.Generator, first: date, days: int) -> Iterator[_Row]:
    counts = calendar.slot_counts(Channel.OFFTAKE, first, days)
    for count in np.unique(counts).tolist():
        places = np.flatnonzero(counts == count)
        shape = np.interp(np.arange(count), [0, 20, 70, 80, count], [30, 40, 120, 300, 60])
        values = random.gamma(2.0, shape / 2, (len(places), count)).astype(np.int64)
        states = np.full(values.shape, Status.MEASURED, np.uint8)
        states[random.random(len(places)) < 1 / 30] = Status.ESTIMATED
        night = np.stack([calendar.tariff_night(first + timedelta(days=int(place))) for place in places])
        totals, statuses, nights = summaries(values, states, night)
        profiles = encode_many(values, states, night, statuses)
        for n, place in enumerate(places.tolist()):
            day = first + timedelta(days=place)
            yield day, int(totals[n]), int(statuses[n]), int(nights[n]), profiles[n]
