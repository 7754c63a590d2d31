"""A home whose meter a person reads, and what its occupant types."""

from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from portal.customers.models import Occupancy
from portal.grid.models import MeterKind
from portal.identity.models import User
from portal.primitives.period import belgian_day, years_before
from tests.consumption.pages.homes import a_home, read_by_hand
from tests.factories import UserFactory
from tests.journeys.people import session_of

NOW = timezone.now()
TODAY = belgian_day(NOW)
LAST = TODAY - timedelta(days=200)


def annual(user: User | None = None) -> Occupancy:
    """3,500 kWh a year, read for the last time 200 days ago, at 7,900 kWh."""
    home = a_home(user or UserFactory(), kind=MeterKind.ANNUAL)
    meter = home.meters.get()
    meter.registers.exclude(obis="1.8.1").delete()
    read_by_hand(home, (years_before(LAST, 2), 900_000), (years_before(LAST, 1), 4_400_000), (LAST, 7_900_000))
    return home.occupancies.get()


def signed_in(user: User) -> Client:
    client = Client()
    client.cookies["raccord"] = session_of(user).session_key
    return client


def typed(index: str = "9800", **changes: str) -> dict[str, str]:
    return {"index_1_8_1": index, "day": TODAY.isoformat(), "token": str(uuid4()), **changes}


def give(client: Client, occupancy: Occupancy, index: str = "9800", **changes: str):
    """The page that follows."""
    path = f"/fr/readings/home/{occupancy.access_point.public_id}/"
    return client.post(path, typed(index, **changes), follow=True)
