"""Loading the demo's people, through the same doors as real data."""

import json
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from consumption.ingest.operations import Day, import_file, store_days
from portal.accounts.operations import employ, invite
from portal.accounts.operations.organisations import admit, propose
from portal.customers.models import Customer
from portal.grid.models import AccessPoint, Energy
from portal.identity.models import SmsDevice, User
from portal.market.operations import Line, finish_run, receive, start_run
from portal.pages.demo.connections import apply_for_connections
from portal.pages.demo.letters import issue_letters
from portal.pages.demo.looks import ask_about_a_look
from portal.pages.demo.network_operators import NETWORK_OPERATORS
from portal.pages.demo.organisations import ORGANISATIONS, WAITING
from portal.pages.demo.people import (
    PASSWORD,
    STAFF,
    WITH_ACCOUNT,
    Colleague,
    Person,
    Place,
    Supply,
    events,
    places,
)
from portal.pages.demo.real import recent_days
from portal.pages.demo.supply import supply_events
from portal.pages.demo.synthetic import electricity_days, gas_days
from portal.primitives.errors import UnableTo
from portal.primitives.period import Period, belgian_day, years_before

SOURCE = "demo"


class UnableToLoadDemo(UnableTo):
    """The demo's own data were refused: they do not fit the rules of the importers."""


def is_loaded() -> bool:
    """Whether the demo's people are there already."""
    return Customer.objects.filter(market_id__startswith="demo-").exists()


def load(*, now: datetime) -> None:
    """Load homes, people and readings. Raises `UnableToLoadDemo`."""
    today = belgian_day(now)
    _load_events(today, now)
    for person in WITH_ACCOUNT:
        _open_account(person, now)
    _employ_staff(now)
    _admit_organisations(now)
    apply_for_connections(now=now)
    issue_letters(now=now)
    ask_about_a_look(now=now)
    for place in places(today):
        for supply in place.supplies:
            access_point = AccessPoint.objects.get(ean=supply.ean)
            if supply.readings == "index":
                _load_standings(supply, today, now)
            else:
                store_days(days=_days(place, supply, access_point, today, now), source=SOURCE, now=now)


def _load_events(today: date, now: datetime) -> None:
    run = start_run(source=SOURCE, now=now)
    told = chain(events(today), supply_events(today))
    lines = [Line(number, orjson.dumps(event)) for number, event in enumerate(told, 1)]
    received = receive(run=run, lines=lines, now=now)
    finish_run(run=run, now=now)
    if received.rejected:
        raise UnableToLoadDemo("; ".join(f"event {line.line}: {line.reason}" for line in received.rejected))


def _open_account(person: Person, now: datetime) -> None:
    customer = Customer.objects.get(market_id=person.id)
    customer.user = _user(person, now)
    customer.save(update_fields=["user"])


def _employ_staff(now: datetime) -> None:
    for colleague in STAFF:
        _user(colleague, now)
        for role in colleague.roles:
            employ(
                email=colleague.email,
                name=colleague.name,
                language=colleague.language,
                role=role,
                by=None,
                now=now,
            )


def _admit_organisations(now: datetime) -> None:
    """Élodie proposes them, An admits them, each first member invites the others; the last one waits for An."""
    elodie, an = (User.objects.get(email=f"{name}@raccord.example") for name in ("elodie", "an"))
    for described in (*ORGANISATIONS, *NETWORK_OPERATORS):
        users = [_user(person, now) for person in described.people]
        organisation = propose(**described.proposal(), by=elodie, now=now)
        admit(organisation=organisation, by=an, now=now)
        for person in described.people[1:]:
            invite(
                email=person.email,
                name=person.name,
                role=person.roles[0],
                organisation=organisation,
                by=users[0],
                now=now,
            )
    propose(**WAITING.proposal(), by=elodie, now=now)


def _user(person: Person | Colleague, now: datetime) -> User:
    """An account as sign-up leaves it, with the mobile as second factor."""
    user = User.objects.create_user(
        person.email,
        PASSWORD,
        name=person.name,
        mobile=person.mobile,
        language=person.language,
        email_confirmed_at=now,
    )
    SmsDevice.objects.create(user=user, name="sms", confirmed=True)
    return user


def _days(place: Place, supply: Supply, access_point: AccessPoint, today: date, now: datetime) -> Iterator[Day]:
    synthetic = gas_days if supply.energy == Energy.GAS else electricity_days
    real = list(recent_days(access_point, today=today, now=now)) if supply.readings == "real" else []
    period = Period(years_before(today, 3) - timedelta(days=400), min((day.day for day in real), default=today))
    return chain(synthetic(supply.home, access_point.pk, period), real)


def _load_standings(supply: Supply, today: date, now: datetime) -> None:
    """One reading a year of each register, in spring, for five years."""
    random = np.random.default_rng(supply.home.seed)
    lines = []
    for register in supply.registers:
        standing = int(random.integers(20_000, 60_000))
        for years in range(4, -1, -1):
            day = years_before(date(today.year, 3, 14), years)
            if day < today:
                lines.append(_standing(supply.meter, register, day, standing))
            standing += int(random.integers(900, 1_700))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standings.ndjson"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        import_file(path=path, now=now, actor="system")


def _standing(meter: str, register: str, day: date, standing: int) -> dict[str, Any]:
    return {
        "meter": meter,
        "register": register,
        "date": day.isoformat(),
        "index": standing,
        "unit": "kWh",
        "state": "measured",
        "source": "reader",
    }
