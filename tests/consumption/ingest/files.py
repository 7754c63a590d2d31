"""Files of readings for tests, and the real exports."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from consumption.ingest.operations import import_file
from consumption.ingest.problems import UnableToImport
from consumption.models import ImportBatch, IndexReading, ReadingDay
from consumption.store.kinds import Channel, Status
from consumption.store.profile import Profile, decode

DATA = Path(__file__).parents[3] / "samples"
ELECTRICITY = DATA / "fluvius_electricity_quarter_hour_2021-10.csv"
GAS = DATA / "fluvius_gas_hourly_2022-01.csv"
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
DUTCH = "Van datum;Van tijdstip;Tot datum;Tot tijdstip;EAN;Meter;Metertype;Register;Volume;Eenheid;Validatiestatus"
ENGLISH = (
    "From (date);From (time);Until (date);Until (time);EAN code;Meter;Meter type;Register;Volume;Unit;"
    "Validation status;Meter reading;Description"
)


def feed(path: Path, *records: Any) -> Path:
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return path


def a_line(**changes: Any) -> dict[str, Any]:
    """A good line of the feed for the meter 1SAG1100000001."""
    return {
        "meter": "1SAG1100000001",
        "register": "1.8.0",
        "day": "2026-11-22",
        "unit": "kWh",
        "interval": "PT15M",
        "values": [0.125] * 96,
    } | changes


def a_standing(**changes: Any) -> dict[str, Any]:
    """A good standing of the annual meter 31450022."""
    return {
        "meter": "31450022",
        "register": "1.8.1",
        "date": "2026-03-14",
        "index": 48211,
        "unit": "kWh",
    } | changes


def csv_file(path: Path, rows: Iterable[str], header: str = DUTCH, end: str = "\r\n") -> Path:
    path.write_text("\ufeff" + end.join([header, *rows]) + end, encoding="utf-8", newline="")
    return path


def a_row(start: str, end: str, /, **changes: str) -> str:
    """A Dutch row of 12 October 2021; `start` and `end` are times, or day and time."""
    cells = {
        "start": start if " " in start else f"12-10-2021 {start}",
        "end": end if " " in end else f"12-10-2021 {end}",
        "ean": "541449012700000016",
        "meter": "1SAG1100000001",
        "register": "Afname Dag",
        "volume": "0,125",
        "unit": "kWh",
        "state": "Gevalideerd",
    } | changes
    moments = ";".join(cells[name].replace(" ", ";") + ":00" for name in ("start", "end"))
    rest = ";".join(cells[name] for name in ("register", "volume", "unit", "state"))
    return f'{moments};="{cells["ean"]}";{cells["meter"]};Digitale Meter;{rest}'


def stored(access_point_id: int, channel: Channel, day: date) -> tuple[ReadingDay, Profile]:
    row = ReadingDay.objects.get(pk=(access_point_id, channel, day))
    assert row.profile is not None
    return row, decode(bytes(row.profile), Status(row.status))


def bring_in(path: Path, **options: Any) -> ImportBatch:
    """Import the file as of `NOW`."""
    return import_file(path=path, now=NOW, actor="a test", **options)


def refusal(path: Path) -> UnableToImport:
    """Why the file is refused; nothing of it was stored."""
    with pytest.raises(UnableToImport) as caught:
        bring_in(path)
    assert not ReadingDay.objects.exists()
    assert not IndexReading.objects.exists()
    assert not ImportBatch.objects.exists()
    return caught.value
