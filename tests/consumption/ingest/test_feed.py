"""The daily feed: one register of one day a line, named by its meter."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consumption.ingest import feed as feed_module
from consumption.ingest.problems import UnableToImport
from consumption.models import ReadingDay
from consumption.store.calendar import slot_count, tariff_night
from consumption.store.kinds import Channel, Status
from portal.grid.models import AccessPoint, Meter, MeterKind
from tests.consumption.ingest.files import a_line, bring_in, feed, refusal, stored
from tests.factories import AccessPointFactory, MeterFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


@pytest.fixture
def meter() -> Meter:
    return MeterFactory(number="1SAG1100000001")


@pytest.fixture
def gas_meter() -> Meter:
    return MeterFactory(access_point=AccessPointFactory(gas=True), number="7FLO1100000001")


def test_a_line_becomes_a_day_at_the_access_point_of_its_meter(meter: Meter, tmp_path: Path) -> None:
    values = [number / 1000 for number in range(96)]
    bring_in(feed(tmp_path / "f", a_line(values=values)))
    row, profile = stored(meter.access_point_id, Channel.OFFTAKE, DAY)
    assert profile.values.tolist() == list(range(96))
    assert (row.total, row.status) == (sum(range(96)), Status.MEASURED)
    assert row.night == int(profile.values[tariff_night(DAY)].sum())
    assert profile.night is None


def test_the_number_of_the_p1_port_names_the_same_meter(meter: Meter, tmp_path: Path) -> None:
    bring_in(feed(tmp_path / "f", a_line(meter=b"1SAG1100000001".hex())))
    assert ReadingDay.objects.get().access_point_id == meter.access_point_id


def test_null_is_missing_and_not_zero(meter: Meter, tmp_path: Path) -> None:
    bring_in(feed(tmp_path / "f", a_line(values=[None, 0.0, 0, *[0.1] * 93])))
    row, profile = stored(meter.access_point_id, Channel.OFFTAKE, DAY)
    assert profile.values[:4].tolist() == [-1, 0, 0, 100]
    assert profile.states[:2].tolist() == [Status.MISSING, Status.MEASURED]
    assert row.status == Status.PARTLY_MISSING


def test_states_come_for_all_values_or_one_by_one(meter: Meter, tmp_path: Path) -> None:
    states = ["measured"] * 90 + ["estimated"] * 6
    bring_in(feed(tmp_path / "f", a_line(states=states), a_line(register="2.8.0", states="estimated")))
    _row, offtake = stored(meter.access_point_id, Channel.OFFTAKE, DAY)
    row, injection = stored(meter.access_point_id, Channel.INJECTION, DAY)
    assert offtake.states.tolist() == [Status.MEASURED] * 90 + [Status.ESTIMATED] * 6
    assert row.status == Status.ESTIMATED
    assert (injection.states == Status.ESTIMATED).all()


def test_day_and_night_register_become_one_day_with_its_night_mask(meter: Meter, tmp_path: Path) -> None:
    night = [at < 28 or at >= 88 for at in range(96)]
    by_day = a_line(register="1.8.1", values=[None if dark else 0.2 for dark in night], index=100.5)
    by_night = a_line(register="1.8.2", values=[0.1 if dark else None for dark in night], index=200.25)
    bring_in(
        feed(tmp_path / "f", by_day, by_night, a_line(register="2.8.1"), a_line(register="2.8.2", values=[0] * 96))
    )
    row, profile = stored(meter.access_point_id, Channel.OFFTAKE, DAY)
    assert profile.night is not None and profile.night.tolist() == night
    assert (row.total, row.night) == (60 * 200 + 36 * 100, 36 * 100)
    assert (row.index_day, row.index_night) == (100_500, 200_250)
    assert row.status == Status.MEASURED
    assert ReadingDay.objects.get(channel=Channel.INJECTION).total == 96 * 125


def test_the_registers_of_a_day_may_stand_in_two_blocks_of_lines(
    meter: Meter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "BLOCK_LINES", 1)
    by_day = a_line(register="1.8.1", values=[None] * 48 + [0.2] * 48)
    by_night = a_line(register="1.8.2", values=[0.1] * 48 + [None] * 48)
    bring_in(feed(tmp_path / "f", by_day, by_night))
    assert ReadingDay.objects.get().total == 48 * 300


def test_standings_of_a_total_line_name_their_register(meter: Meter, tmp_path: Path) -> None:
    bring_in(feed(tmp_path / "f", a_line(index={"day": 1.5, "night": 2})))
    row = ReadingDay.objects.get()
    assert (row.index_day, row.index_night) == (1500, 2000)


def test_gas_comes_in_both_units_by_gas_day(gas_meter: Meter, tmp_path: Path) -> None:
    line = a_line(meter=gas_meter.number, register="7.0.0", interval="PT1H", values=[0.495] * 24)
    bring_in(feed(tmp_path / "f", line | {"unit": "m³"}, line | {"unit": "kWh", "values": [5.445] * 24}))
    point = gas_meter.access_point_id
    assert stored(point, Channel.GAS_VOLUME, DAY)[1].values.tolist() == [495] * 24
    assert stored(point, Channel.GAS_ENERGY, DAY)[1].values.tolist() == [5445] * 24


@pytest.mark.parametrize(("day", "count"), [("2026-10-25", 100), ("2026-03-29", 92)])
def test_the_days_when_clocks_change_have_their_own_length(
    meter: Meter, tmp_path: Path, day: str, count: int
) -> None:
    bring_in(feed(tmp_path / "f", a_line(day=day, values=[0.001] * count)))
    assert ReadingDay.objects.get().total == count


def test_readings_follow_the_meter_from_one_access_point_to_the_next(tmp_path: Path) -> None:
    before = MeterFactory(number="1SAG1100000001", removed_on=DAY)
    after = MeterFactory(number="1SAG1100000001", installed_on=DAY)
    bring_in(feed(tmp_path / "f", a_line(day="2026-11-21"), a_line()))
    rows = dict(ReadingDay.objects.values_list("day", "access_point_id"))
    assert rows == {DAY - timedelta(days=1): before.access_point_id, DAY: after.access_point_id}


def test_a_meter_is_looked_up_once_a_block_and_not_once_a_line(meter: Meter, tmp_path: Path) -> None:
    lines = [a_line(day=str(DAY - timedelta(days=at)), values=[0.1] * 96) for at in range(20)]
    path = feed(tmp_path / "f", *lines)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        bring_in(path)
    assert sum("grid_meter" in query["sql"] for query in queries) == 1


def test_the_same_feed_again_rewrites_nothing_and_a_corrected_one_replaces(meter: Meter, tmp_path: Path) -> None:
    path = feed(tmp_path / "f", a_line(), a_line(register="2.8.0"))
    assert bring_in(path).rows_written == 2
    assert bring_in(path).rows_written == 0
    corrected = feed(tmp_path / "g", a_line(values=[0.1] * 96, states="corrected"), a_line(register="2.8.0"))
    batch = bring_in(corrected)
    assert (batch.rows_written, batch.rows_corrected) == (1, 1)
    assert ReadingDay.objects.get(channel=Channel.OFFTAKE).status == Status.CORRECTED


def test_on_the_day_of_an_exchange_both_meters_make_the_day_however_far_apart_their_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "BLOCK_LINES", 2)
    old = MeterFactory(number="1SAG1100000001", removed_on=DAY)
    MeterFactory(access_point=old.access_point, number="1SAG1100000002", installed_on=DAY)
    others = [MeterFactory() for _ in range(5)]
    morning = [0.1] * 40 + [0.03] + [None] * 55
    evening = [None] * 40 + [0.04] + [0.2] * 55
    bring_in(
        feed(
            tmp_path / "f",
            a_line(meter="1SAG1100000002", values=evening, index=5.5, states="estimated"),
            *(a_line(meter=other.number) for other in others),
            a_line(values=morning, index=900.0),
        )
    )
    row, profile = stored(old.access_point_id, Channel.OFFTAKE, DAY)
    assert profile.values.tolist() == [100] * 40 + [70] + [200] * 55
    assert profile.states.tolist() == [Status.MEASURED] * 40 + [Status.ESTIMATED] * 56
    assert (row.index_day, row.status) == (5500, Status.ESTIMATED)
    assert ReadingDay.objects.count() == 6


def test_a_doubled_line_is_found_on_the_day_of_an_exchange_too(tmp_path: Path) -> None:
    MeterFactory(number="1SAG1100000001", removed_on=DAY)
    assert "line 1;" in str(refusal(feed(tmp_path / "f", a_line(), a_line())))


# --- bad files are refused whole


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"meter": "1SAG9999999999"}, "1SAG9999999999 is unknown"),
        ({"meter": "?"}, "meter number"),
        ({"meter": 12}, "no meter"),
        ({"register": "9.9.9"}, "register"),
        ({"register": "7.0.0", "interval": "PT1H"}, "gas"),
        ({"unit": "MWh"}, "unit"),
        ({"unit": "m³"}, "unit"),
        ({"interval": "PT1H"}, "PT15M"),
        ({"interval": None}, "PT15M"),
        ({"day": "22-11-2026"}, "date"),
        ({"day": "2026-02-30"}, "date"),
        ({"day": 20261122}, "date"),
        ({"day": "2026-11-24"}, "still to come"),
        ({"day": "1999-12-31"}, "2000"),
        ({"day": "2019-12-31"}, "not installed anywhere"),
        ({"values": [0.1] * 95}, "96 intervals"),
        ({"values": [0.1] * 100}, "96 intervals"),
        ({"values": "0.1"}, "list of numbers"),
        ({"values": ["0,1", *[0.1] * 95]}, "list of numbers"),
        ({"values": [True, *[0.1] * 95]}, "list of numbers"),
        ({"values": [-0.1, *[0.1] * 95]}, "negative"),
        ({"values": [5e6, *[0.1] * 95]}, "too large"),
        ({"values": [1e300, *[0.1] * 95]}, "too large"),
        ({"states": "fine"}, "states"),
        ({"states": ["measured"]}, "states"),
        ({"states": ["missing"] * 96}, "missing"),
        ({"index": "12"}, "index"),
        ({"index": -1}, "index"),
        ({"index": {"noon": 1}}, "index"),
        ({}, "line 1"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_imported(
    meter: Meter, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    refused = refusal(feed(tmp_path / "f", a_line(), a_line(**changes), a_line(register="2.8.0")))
    assert [problem.line for problem in refused.problems] == [2]
    assert words in str(refused)


def test_a_meter_number_that_stands_twice_is_ambiguous(tmp_path: Path) -> None:
    MeterFactory(number="1SAG1100000001")
    MeterFactory(number="1SAG1100000001")
    assert "more than one access point" in str(refusal(feed(tmp_path / "f", a_line())))


def test_both_registers_counting_at_once_are_refused(meter: Meter, tmp_path: Path) -> None:
    assert "both count" in str(refusal(feed(tmp_path / "f", a_line(register="1.8.1"), a_line(register="1.8.2"))))


def test_day_and_night_lines_that_do_not_follow_each_other_are_refused(meter: Meter, tmp_path: Path) -> None:
    half = [None] * 48 + [0.1] * 48
    lines = (
        a_line(register="1.8.1", values=half),
        a_line(register="2.8.0"),
        a_line(register="1.8.2", values=half[::-1]),
    )
    assert [problem.line for problem in refusal(feed(tmp_path / "f", *lines)).problems] == [3]


def test_doubled_days_are_found_however_far_apart(
    meter: Meter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "BLOCK_LINES", 2)
    days = [str(DAY - timedelta(days=at)) for at in range(9)]
    lines = [a_line(day=day, values=[0.1] * slot_count(Channel.OFFTAKE, date.fromisoformat(day))) for day in days]
    refused = refusal(feed(tmp_path / "f", *lines, lines[0], lines[4]))
    assert [problem.line for problem in refused.problems] == [10, 11]
    assert "line 1;" in refused.problems[0].reason
    assert "line 5;" in refused.problems[1].reason


def test_a_feed_whose_last_line_is_cut_off_is_refused(meter: Meter, tmp_path: Path) -> None:
    path = feed(tmp_path / "f", a_line(), a_line(register="2.8.0"))
    path.write_bytes(path.read_bytes()[:-40])
    refused = refusal(path)
    assert refused.problems[0].line == 2
    assert "cut off" in str(refused)


def test_zero_bytes_stop_the_reading(meter: Meter, tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(orjson.dumps(a_line()) + b"\n" + orjson.dumps(a_line(register="2.8.0")) + b"\0\0\n")
    assert refusal(path).problems[0].line == 2


def test_a_gigabyte_of_zeros_is_refused_at_its_first_line(tmp_path: Path) -> None:
    for byte in (b"\0", b"0"):
        path = tmp_path / "zeros"
        with path.open("wb") as file:
            file.write(byte * 20_000)
            file.truncate(1 << 30)  # a hole: the file takes no room
        read = Reads()
        with pytest.raises(UnableToImport) as caught:
            bring_in(path, progress=read)
        assert [problem.line for problem in caught.value.problems] == [1]
        assert read.size < 100_000


class Reads:
    """Counts the bytes that an import has read."""

    size = 0

    def read(self, size: int) -> None:
        self.size += size

    def written(self, done: int, total: int) -> None:
        pass


@pytest.mark.parametrize("content", [b"", b"\n", b"hello\n", b"a;b;c\n1;2;3\n", b"[]\n", b"\xff\xfe{\0", b"{\n"])
def test_what_is_no_file_of_readings_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    refusal(path)


def test_random_damage_never_imports_half_a_file(meter: Meter, tmp_path: Path) -> None:
    whole = orjson.dumps(a_line()) + b"\n" + orjson.dumps(a_line(register="2.8.0")) + b"\n"
    chance = random.Random(3)
    path = tmp_path / "f"
    for _ in range(120):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged))
        before = ReadingDay.objects.count()
        try:
            batch = bring_in(path)
        except UnableToImport as refused:
            assert refused.problems and str(refused)
            assert ReadingDay.objects.count() == before
        else:
            assert batch.rows == 2


def test_a_thousand_meters_in_small_blocks_come_out_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "BLOCK_LINES", 64)
    points = AccessPoint.objects.bulk_create(AccessPointFactory.build() for _ in range(300))
    Meter.objects.bulk_create(
        Meter(access_point=point, number=f"1SAG{at:010d}", kind=MeterKind.DIGITAL, installed_on=date(2020, 1, 1))
        for at, point in enumerate(points)
    )
    values = np.random.default_rng(5).integers(0, 3000, (300, 96))
    order = list(range(300))
    random.Random(1).shuffle(order)
    lines = [a_line(meter=f"1SAG{at:010d}", unit="Wh", values=values[at].tolist()) for at in order]
    bring_in(feed(tmp_path / "f", *lines), chunk_rows=70)
    for at, point in enumerate(points):
        assert np.array_equal(stored(point.pk, Channel.OFFTAKE, DAY)[1].values, values[at])
