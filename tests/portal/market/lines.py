"""Writing market events in tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson

from portal.market.operations import Line, Received, receive, start_run
from tests.factories import an_ean

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
EAN = an_ean(1)
MOSANE = {"gln": "5412345000013", "name": "Énergie Mosane"}
STROOM = {"gln": "5412345000020", "name": "Stroomhuis"}

Event = dict[str, Any]


def event(id: str, type: str, day: str | date = "2025-01-01", ean: str = EAN, **payload: Any) -> Event:
    """One event as an object."""
    return {"id": id, "type": type, "date": str(day), "ean": ean, **payload}


def access_point(id: str = "ap", ean: str = EAN, **changes: Any) -> Event:
    address = {"street": "Rue de Fer", "house_number": "12", "postal_code": "5000", "locality": "Namur"}
    described = {"energy": "electricity", "operator": "ORES", "address": address} | changes
    return event(id, "access_point", "2020-01-01", ean, **described)


def meter(id: str, day: str, number: str, ean: str = EAN) -> Event:
    return event(id, "meter_installed", day, ean, meter=number, kind="digital", registers=[{"obis": "1.8.1"}])


def move_in(id: str, day: str | date, customer: str, ean: str = EAN, **payload: Any) -> Event:
    return event(id, "move_in", day, ean, customer={"id": customer, "name": f"Camille {customer}"}, **payload)


def move_out(id: str, day: str | date, customer: str = "", ean: str = EAN) -> Event:
    payload = {"customer": {"id": customer}} if customer else {}
    return event(id, "move_out", day, ean, **payload)


def cancel(id: str, cancels: str) -> Event:
    return {"id": id, "type": "cancelled", "cancels": cancels}


def take_in(*events: Event | bytes, now: datetime = NOW) -> Received:
    """Import events, or raw lines, as one chunk."""
    return take_in_all(events, now=now)


def take_in_all(events: Sequence[Event | bytes], now: datetime = NOW) -> Received:
    raw = [item if isinstance(item, bytes) else orjson.dumps(item) for item in events]
    lines = [Line(number, line) for number, line in enumerate(raw, 1)]
    return receive(run=start_run(source="test", now=now), lines=lines, now=now)
