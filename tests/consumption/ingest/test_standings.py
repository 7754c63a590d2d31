"""Standings of annual and monthly meters, in the feed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from consumption.models import IndexCorrection, IndexReading
from consumption.store.kinds import Status
from portal.grid.models import Meter, MeterKind
from tests.consumption.ingest.files import a_standing, bring_in, feed, refusal
from tests.factories import AccessPointFactory, MeterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def gas_meter() -> Meter:
    return MeterFactory(access_point=AccessPointFactory(gas=True), number="7FLO1100000001")


@pytest.fixture
def annual() -> Meter:
    return MeterFactory(number="31450022", kind=MeterKind.ANNUAL, registers=["1.8.1", "1.8.2"])


def test_a_standing_is_kept_with_its_meter(annual: Meter, tmp_path: Path) -> None:
    night = a_standing(register="1.8.2", index=12000.5, source="customer", state="estimated")
    batch = bring_in(feed(tmp_path / "f", a_standing(), night))
    assert (batch.rows, batch.rows_written) == (2, 2)
    columns = ("access_point_id", "register", "day", "meter_id", "value", "status", "source")
    day, point = date(2026, 3, 14), annual.access_point_id
    assert list(IndexReading.objects.order_by("register").values_list(*columns)) == [
        (point, "1.8.1", day, annual.pk, 48_211_000, Status.MEASURED, "reader"),
        (point, "1.8.2", day, annual.pk, 12_000_500, Status.ESTIMATED, "customer"),
    ]


def test_a_corrected_standing_leaves_the_former_one(annual: Meter, tmp_path: Path) -> None:
    bring_in(feed(tmp_path / "f", a_standing()))
    bring_in(feed(tmp_path / "g", a_standing(index=48212)))
    assert IndexReading.objects.get().value == 48_212_000
    assert IndexCorrection.objects.get().value == 48_211_000


def test_on_the_day_of_an_exchange_both_meters_have_a_standing(annual: Meter, tmp_path: Path) -> None:
    exchanged = date(2026, 3, 14)
    Meter.objects.filter(pk=annual.pk).update(removed_on=exchanged)
    MeterFactory(access_point=annual.access_point, number="31450099", installed_on=exchanged, registers=["1.8.1"])
    bring_in(feed(tmp_path / "f", a_standing(), a_standing(meter="31450099", index=0)))
    assert IndexReading.objects.filter(access_point_id=annual.access_point_id, day=exchanged).count() == 2


def test_gas_is_read_as_a_volume(gas_meter: Meter, tmp_path: Path) -> None:
    line = a_standing(meter=gas_meter.number, register="7.0.0", unit="m³", index=1234.567)
    bring_in(feed(tmp_path / "f", line))
    assert IndexReading.objects.get().value == 1_234_567


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"date": "14/03/2026"}, "date"),
        ({"index": None}, "index"),
        ({"unit": "m³"}, "unit"),
        ({"state": "missing"}, "state"),
        ({"source": "a neighbour"}, "source"),
        ({"register": "7.0.0", "unit": "m³"}, "gas"),
        ({}, "line 1"),
    ],
)
def test_a_bad_standing_is_named_and_nothing_is_imported(
    annual: Meter, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    refused = refusal(feed(tmp_path / "f", a_standing(), a_standing(**changes)))
    assert [problem.line for problem in refused.problems] == [2]
    assert words in str(refused)
