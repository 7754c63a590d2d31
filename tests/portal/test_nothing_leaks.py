"""A planted name, address and numbers go through all that sends something: logs, e-mails and the trace hold
none of them (R6, R14)."""

import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from consumption.closing_pack.models import ClosingPack
from consumption.customer_readings.models import CustomerReading
from portal.accounts.roles import STAFF_ROLES
from portal.audit.models import Event
from portal.correspondence.models import Letter, Preference
from portal.correspondence.states import PreferenceState
from portal.customers.models import Occupancy
from portal.customers.signals import occupancy_ended
from portal.ean_delivery.models import Call, EanDelivery
from portal.grid.models import MeterKind
from portal.messaging.models import Message, MessageAttempt
from portal.messaging.receipts import import_receipts
from portal.messaging.standin.provider import Behaviour
from portal.primitives.ean import Ean
from portal.primitives.period import belgian_day
from tests.consumption.pages.homes import read_by_hand
from tests.factories import (
    AccessPointFactory,
    CustomerFactory,
    MeterFactory,
    OccupancyFactory,
    UserFactory,
    a_member_of_staff,
)
from tests.journeys.people import a_letter_to, session_of
from tests.journeys.worker import Worker
from tests.portal.config.test_logging import lines  # noqa: F401 - a fixture
from tests.portal.messaging.conftest import twilio  # noqa: F401 - a fixture

EAN = "541449020700004811"
METER = "1SAG7788990011"
MOBILE = "+32478112233"
NAME = "Zéphyrine Quatrecœurs"
STREET = "Rue du Pélican Bleu"
EMAIL = "zephyrine.quatrecoeurs@example.org"
ADDRESS = {"street": STREET, "house_number": "417", "box": "", "postal_code": "5000", "meter_number": METER}
NUMBERS = (EAN, Ean(EAN).grouped, METER, MOBILE, MOBILE.removeprefix("+32"), "0478 11 22 33")
WORDS = (NAME, "Quatrecœurs", "Quatrecoeurs", "zephyrine", STREET, "Pélican", "P\\u00e9lican")


@pytest.fixture
def planted(db: None) -> Occupancy:
    """A home whose occupant has an account, a mobile on file and digital letters."""
    home = AccessPointFactory(ean=EAN, street=STREET, house_number="417")
    meter = MeterFactory(access_point=home, number=METER, kind=MeterKind.ANNUAL)
    meter.registers.exclude(obis="1.8.1").delete()
    user = UserFactory(name=NAME, email=EMAIL, email_confirmed_at=timezone.now())
    customer = CustomerFactory(name=NAME, mobile=MOBILE, email=EMAIL, user=user)
    last = belgian_day(timezone.now()) - timedelta(days=200)
    read_by_hand(home, (last - timedelta(days=365), 4_400_000), (last, 7_900_000))
    return OccupancyFactory(access_point=home, customer=customer, start=date(2024, 1, 1))


def _client(user: Any = None) -> Client:
    client = Client()
    if user is not None:
        client.cookies["raccord"] = session_of(user).session_key
    return client


def _deliver(worker: Worker) -> None:
    """By SMS to the mobile, which the provider refuses once, and by letter; for a visitor and for a caller."""
    worker.provider.creates.append(Behaviour.NO_MOBILE)
    _client().post("/fr/ean-by-sms/", ADDRESS | {"token": uuid4()})
    _client().post("/fr/ean-by-sms/", ADDRESS | {"token": uuid4(), "house_number": "99"})
    _client().post("/fr/supplier-by-letter/", ADDRESS | {"token": uuid4()})
    desk = _client(a_member_of_staff(*STAFF_ROLES))
    call = desk.post("/fr/desk/ean/", ADDRESS | {"reference": "T-1"}, follow=True).request["PATH_INFO"]
    desk.post(call)
    for page in ("history-letter", "supplier-letter"):
        desk.post(f"/fr/desk/{page}/", ADDRESS | {"reference": "T-2", "token": uuid4()})
    for _ in range(3):
        worker.run()
    desk.get("/fr/desk/messages/")


def _correspond(home: Occupancy, worker: Worker) -> None:
    """A digital letter, read as page and file; an odd reading, decided at the desk; the end of the stay."""
    resident = _client(home.customer.user)
    letter = a_letter_to(home.access_point)["letter"]
    worker.run()
    resident.get(f"/fr/letters/{letter}/")
    resident.get(f"/fr/letters/{letter}.pdf")
    path = f"/fr/readings/home/{home.access_point.public_id}/"
    today = belgian_day(timezone.now())
    resident.post(path, {"index_1_8_1": "98000", "day": today.isoformat(), "token": uuid4()})
    reading = CustomerReading.objects.get()
    desk = _client(a_member_of_staff(*STAFF_ROLES))
    desk.post(f"/fr/desk/readings/{reading.public_id}/", {"purpose": "T-3"})
    desk.post(f"/fr/desk/readings/{reading.public_id}/", {"decision": "accept", "explanation": ""})
    Occupancy.objects.filter(pk=home.pk).update(end=today)
    home.refresh_from_db()
    occupancy_ended.send(sender=Occupancy, occupancy=home, now=timezone.now())
    worker.run()
    resident.get(f"/fr/closing-pack/{ClosingPack.objects.get().public_id}/")


def test_logs_emails_and_trace_hold_nothing_of_what_was_planted(
    planted: Occupancy,
    twilio: Any,  # noqa: F811
    lines: Any,  # noqa: F811
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.LETTER_SPOOL = str(tmp_path)
    worker = Worker(twilio)
    _deliver(worker)
    _correspond(planted, worker)
    odd = json.dumps({"id": EAN, "status": NAME, "at": MOBILE})
    import_receipts(io.BytesIO(f"{{\n{odd}\n".encode()), now=timezone.now())

    assert EAN in "".join(sms.body for sms in twilio.find(MOBILE)).replace(" ", "")
    assert {"ean", "supplier_name", "history"} & {
        json.loads(path.read_bytes())["kind"] for path in (tmp_path / "ready").glob("*.json")
    }
    assert Preference.objects.get().state == PreferenceState.ENDED
    assert Letter.objects.get().opened_at is not None
    written = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines())
    emails = "\n".join(f"{email.subject}\n{email.body}" for email in mail.outbox)
    trace = "\n".join(str(row) for row in Event.objects.values())
    kept = "\n".join(str(row) for model in (EanDelivery, Call, MessageAttempt) for row in model.objects.values())
    assert "messaging.attempt" in written and emails and "ean_sent" in trace
    for secret in (*NUMBERS, *WORDS):
        assert secret.casefold() not in written.casefold()
        assert secret.casefold() not in emails.casefold()
        assert secret.casefold() not in trace.casefold()
        assert secret.casefold() not in kept.casefold()
    ended = Message.objects.exclude(state__in=["queued", "claimed", "sending", "unknown"])
    assert EAN[:8] not in "".join(str(context) for context in ended.values_list("context", flat=True))
