from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from portal.customers.models import Occupancy
from portal.ean_delivery.models import EanDelivery
from portal.ean_delivery.operations import judge, request_delivery
from portal.grid.models import AccessPoint
from portal.ui.guards import Right
from tests.factories import AccessPointFactory, CustomerFactory, MeterFactory, OccupancyFactory, UserFactory
from tests.journeys.people import session_of

MOBILE = "+32470123456"
RIGHTS = frozenset({Right.DESK, Right.DELIVER_EAN, Right.HANDLE_EAN_REQUESTS})


@dataclass
class Home:
    """Electricity at Rue de Fer 12, whose occupant has a mobile on file."""

    access_point: AccessPoint
    meter_number: str
    occupancy: Occupancy

    def ask(self, *, client="192.0.2.1", token=None, now=None, judged=True, **typed: str) -> EanDelivery:
        """Ask as a visitor does, and have it judged."""
        now = now or timezone.now()
        words = {"street": "r. de fer", "house_number": "12", "box": "", "postal_code": "5000"}
        delivery = request_delivery(
            typed={**words, "meter_number": self.meter_number, **typed},
            token=token or uuid4(),
            language="fr",
            client=client,
            now=now,
        )
        if judged:
            judge(delivery_id=delivery.pk, now=now)
            delivery.refresh_from_db()
        return delivery

    def also(self, **described) -> AccessPoint:
        """Another access point of the same customer at the same address."""
        access_point = AccessPointFactory(
            street=self.access_point.street, house_number=self.access_point.house_number, **described
        )
        OccupancyFactory(access_point=access_point, customer=self.occupancy.customer, start=date(2024, 1, 1))
        return access_point


@pytest.fixture
def home(db) -> Home:
    access_point = AccessPointFactory(street="Rue de Fer", house_number="12")
    meter = MeterFactory(access_point=access_point)
    occupancy = OccupancyFactory(
        access_point=access_point, customer=CustomerFactory(mobile=MOBILE, email=""), start=date(2024, 1, 1)
    )
    return Home(access_point, meter.number, occupancy)


@pytest.fixture
def agent(db, monkeypatch) -> Client:
    """A member of staff at the contact centre, signed in."""
    monkeypatch.setattr("portal.ui.guards.rights_of", lambda request, guard: RIGHTS)
    client = Client()
    client.cookies["raccord"] = session_of(UserFactory()).session_key
    return client
