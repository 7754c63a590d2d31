"""Five hundred malformed numbers and dates: each gets a clear reason, and nothing is half imported."""

import random
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumption.ingest.operations import import_file
from consumption.ingest.problems import UnableToImport
from consumption.models import ReadingDay
from consumption.store.calendar import slot_count
from consumption.store.kinds import Channel
from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue
from tests.consumption.ingest.files import DATA, NOW, a_line, a_row, a_standing, csv_file, feed, stored
from tests.factories import AccessPointFactory, MeterFactory

pytestmark = pytest.mark.django_db

NUMBERS = [
    "",
    " ",
    "?",
    "1SAG",
    "é" * 14,
    "1SAG11000000O1",
    "-" * 8,
    "0" * 40,
    "١٢٣٤٥٦٧٨",
    "🔌🔌🔌",
    "null",
    "1SAG 1100000009",
]
DATES = ["", "2026-13-01", "2026-02-30", "22-11-2026", "2026/11/22", "2026-11-22T00:00", "20261122", "tomorrow",
         "2026-11-2²", "٢٠٢٦-١١-٢٢", "0000-00-00", "2999-01-01", "1999-12-31", " 2026-11-22"]  # fmt: skip


def malformed(count: int, chance: random.Random) -> list[str]:
    """EANs with wrong digits, lengths and letters."""
    eans = []
    while len(eans) < count:
        digits = list("541449012700000016")
        for _ in range(chance.randint(1, 3)):
            digits[chance.randrange(18)] = chance.choice("0123456789xO ٣-")
        text = "".join(digits)[: chance.choice([17, 18, 18, 18])] + chance.choice(["", "", "7"])
        try:
            Ean.parse(text)
        except InvalidValue:
            eans.append(text)
    return eans


def test_each_of_five_hundred_malformed_lines_is_counted_and_the_first_fifty_are_named(tmp_path: Path) -> None:
    MeterFactory(number="1SAG1100000001")
    chance = random.Random(11)
    lines = [a_line(meter=chance.choice(NUMBERS)) for _ in range(250)]
    lines += [a_line(day=chance.choice(DATES)) for _ in range(250)]
    chance.shuffle(lines)
    with pytest.raises(UnableToImport) as caught:
        import_file(path=feed(tmp_path / "f", *lines), now=NOW, actor="a test")
    assert caught.value.count == 500
    assert [problem.line for problem in caught.value.problems] == sorted(p.line for p in caught.value.problems)
    assert len(caught.value.problems) == 50
    assert all(problem.reason for problem in caught.value.problems)
    assert not ReadingDay.objects.exists()


JUNK = [None, [], {}, [[1]], {"a": 1}, 0, -1, 1.5, 1e308, 2**63, True, "", "x", "é", "2026-W47-1", "kWh\u0000"]


@pytest.mark.parametrize("good", [a_line(states="measured", index=1), a_standing()], ids=["day", "standing"])
def test_a_field_of_any_wrong_type_is_a_reason_and_never_a_crash(tmp_path: Path, good: dict[str, Any]) -> None:
    MeterFactory(number="1SAG1100000001")
    MeterFactory(number="31450022", registers=["1.8.1"])
    path = tmp_path / "f"
    for field in good:
        for junk in JUNK:
            try:
                import_file(path=feed(path, good | {field: junk}), now=NOW, actor="a test")
            except UnableToImport as refused:
                assert [problem.line for problem in refused.problems] == [1]
            else:  # what may be null, or any number, or of a free choice
                assert field in ("index", "register") and not isinstance(junk, str | bool | list), (field, junk)


def test_an_export_with_a_malformed_ean_names_it(tmp_path: Path) -> None:
    for ean in malformed(60, random.Random(5)):
        with pytest.raises(UnableToImport) as caught:
            import_file(path=csv_file(tmp_path / "f", [a_row("07:00", "07:15", ean=ean)]), now=NOW, actor="a test")
        assert caught.value.problems[0].line == 2
        assert "--ean" in str(caught.value)


def test_the_command_names_file_line_and_reason_and_goes_on_to_the_next_file(tmp_path: Path) -> None:
    MeterFactory(number="1SAG1100000001")
    good = feed(tmp_path / "good.ndjson", a_line())
    bad = feed(tmp_path / "bad.ndjson", a_line(unit="MWh"))
    told, warned = StringIO(), StringIO()
    with pytest.raises(CommandError, match="2 files"):
        call_command("import_readings", str(bad), str(tmp_path / "none"), str(good), stdout=told, stderr=warned)
    assert "bad.ndjson" in warned.getvalue() and "Line 1" in warned.getvalue()
    assert "good.ndjson: 1 rows, 1 written" in told.getvalue()
    assert ReadingDay.objects.count() == 1


def test_the_command_takes_the_access_point_of_an_export() -> None:
    point = AccessPointFactory(gas=True)
    told = StringIO()
    grouped = Ean(point.ean).grouped
    call_command("import_readings", str(DATA / "fluvius_gas_hourly_2022-01.csv"), "--ean", grouped, stdout=told)
    assert ReadingDay.objects.filter(access_point_id=point.pk).count() == 6
    with pytest.raises(CommandError, match="--ean"):
        call_command("import_readings", "f", "--ean", "541449012700000010")


@given(
    st.dates(date(2020, 1, 1), date(2026, 11, 22)),
    st.sampled_from([("1.8.0", Channel.OFFTAKE), ("2.8.0", Channel.INJECTION)]),
    st.data(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_feed_says_is_what_the_store_holds(
    tmp_path: Path, day: date, flow: tuple[str, Channel], data: st.DataObject
) -> None:
    register, channel = flow
    count = slot_count(channel, day)
    values = data.draw(st.lists(st.none() | st.integers(0, 70_000), min_size=count, max_size=count))
    meter = MeterFactory()
    kilowatt_hours = [None if value is None else value / 1000 for value in values]
    line = a_line(meter=meter.number, register=register, day=day.isoformat(), values=kilowatt_hours)
    import_file(path=feed(tmp_path / "f", line), now=NOW, actor="a test")
    row, profile = stored(meter.access_point_id, channel, day)
    assert profile.values.tolist() == [-1 if value is None else value for value in values]
    assert row.total == sum(value or 0 for value in values)
