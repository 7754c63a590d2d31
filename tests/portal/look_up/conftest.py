from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone

from portal.customers.models import Occupancy
from portal.grid.models import AccessPoint
from portal.look_up.models import LookUp
from portal.look_up.operations import judge, request_look_up
from portal.messaging.models import Message
from portal.primitives.ean import Ean
from portal.primitives.meter_number import MeterNumber
from tests.factories import AccessPointFactory, CustomerFactory, MeterFactory, OccupancyFactory

CLIENT = "192.0.2.1"


@dataclass
class Home:
    """A home whose occupant has a mobile on file."""

    access_point: AccessPoint
    meter_number: str
    occupancy: Occupancy

    def look_up(self, *, ean: str = "", meter_number: str = "", client: str = CLIENT, now=None) -> LookUp:
        """Ask, and have it judged."""
        now = now or timezone.now()
        look_up = request_look_up(
            ean=Ean(ean or self.access_point.ean),
            meter_number=MeterNumber(meter_number or self.meter_number),
            language="fr",
            client=client,
            now=now,
        )
        judge(look_up_id=look_up.pk, now=now)
        look_up.refresh_from_db()
        return look_up


@pytest.fixture
def home(db) -> Home:
    access_point = AccessPointFactory()
    meter = MeterFactory(access_point=access_point)
    occupancy = OccupancyFactory(
        access_point=access_point,
        customer=CustomerFactory(mobile="+32470123456", email=""),
        start=date(2020, 1, 1),
    )
    return Home(access_point, meter.number, occupancy)


def code_sent() -> str:
    """The code of the latest message that waits in the outbox."""
    return Message.objects.latest("pk").context["code"]
