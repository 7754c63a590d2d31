"""What comes in as an export of Mijn Fluvius goes out as the same lines."""

from datetime import date
from pathlib import Path

import pytest

from consumption.export.operations import FileFormat, export_history
from consumption.ingest.operations import import_file
from consumption.store.kinds import Channel
from portal.access.kinds import Granularity
from portal.grid.models import AccessPoint
from portal.primitives.ean import Ean
from portal.primitives.period import Period
from tests.consumption.ingest.files import ELECTRICITY, GAS, NOW, stored
from tests.consumption.readings import a_grant, store_days
from tests.factories import AccessPointFactory, MeterFactory

pytestmark = pytest.mark.django_db


def lines_of(home: AccessPoint, period: Period, granularity: Granularity = Granularity.INTERVAL) -> list[str]:
    file = export_history(
        grant=a_grant(home, period.start, period.end),
        period=period,
        granularity=granularity,
        file_format=FileFormat.BELGIAN,
    )
    return b"".join(file.chunks).decode().split("\n")


def as_published(path: Path, home: AccessPoint, number: str) -> list[str]:
    """The lines of the real file, with the valid EAN and the meter of the test in place of the anonymous ones."""
    text = path.read_text(encoding="utf-8").removesuffix("\n")
    old_ean, old_meter = text.split("\n")[1].split(";")[4:6]
    return text.replace(old_ean, f'="{home.ean}"').replace(old_meter, number).split("\n")


def bring_in(path: Path, home: AccessPoint) -> None:
    import_file(path=path, now=NOW, actor="a test", ean=Ean(home.ean))


def test_the_real_export_of_electricity_comes_back_line_for_line() -> None:
    home = AccessPointFactory()
    MeterFactory(access_point=home, number="1SAG1100000001")
    bring_in(ELECTRICITY, home)

    lines = lines_of(home, Period(date(2021, 10, 12), date(2021, 11, 1)))

    assert lines.pop() == ""
    assert lines == as_published(ELECTRICITY, home, "1SAG1100000001")


def test_the_real_export_of_gas_comes_back_line_for_line_and_ends_its_last_day_without_values() -> None:
    home = AccessPointFactory(gas=True)
    MeterFactory(access_point=home, number="7FLO1100000001")
    bring_in(GAS, home)
    published = as_published(GAS, home, "7FLO1100000001")

    lines = lines_of(home, Period(date(2022, 1, 10), date(2022, 1, 13)))

    assert lines.pop() == ""
    assert lines[: len(published)] == published
    rest = lines[len(published) :]
    assert len(lines) == 1 + 3 * 24 * 2
    assert all(line.endswith(";Geen verbruik;") and ";;" in line for line in rest)


def test_a_file_of_ours_is_imported_again_with_the_same_values(tmp_path: Path) -> None:
    home, neighbour = AccessPointFactory(), AccessPointFactory()
    MeterFactory(access_point=home, number="1SAG1100000001")
    MeterFactory(access_point=neighbour, number="1SAG1100000002")
    autumn = date(2025, 10, 26)
    store_days(home, Channel.OFFTAKE, autumn, 1, lambda day, slot: 1000 + slot if slot != 9 else -1, night=True)
    store_days(home, Channel.INJECTION, autumn, 1, lambda day, slot: slot, night=True)
    text = "\n".join(lines_of(home, Period(autumn, date(2025, 10, 27))))
    path = tmp_path / "ours.csv"
    path.write_text(text.replace(home.ean, neighbour.ean).replace("1SAG1100000001", "1SAG1100000002"))

    bring_in(path, neighbour)

    for channel in (Channel.OFFTAKE, Channel.INJECTION):
        before, after = stored(home.pk, channel, autumn), stored(neighbour.pk, channel, autumn)
        assert before[1] == after[1]


def test_each_half_of_the_doubled_hour_stands_beside_the_other() -> None:
    home = AccessPointFactory()
    MeterFactory(access_point=home)
    autumn = date(2026, 10, 25)
    store_days(home, Channel.OFFTAKE, autumn, 1, lambda day, slot: slot, night=True)

    lines = lines_of(home, Period(autumn, date(2026, 10, 26)))

    doubled = [line.split(";") for line in lines if ";02:" in line[:18]]
    assert [(cells[1], cells[3], cells[8]) for cells in doubled] == [
        ("02:00:00", "02:15:00", "0,008"),
        ("02:00:00", "02:15:00", "0,012"),
        ("02:15:00", "02:30:00", "0,009"),
        ("02:15:00", "02:30:00", "0,013"),
        ("02:30:00", "02:45:00", "0,010"),
        ("02:30:00", "02:45:00", "0,014"),
        ("02:45:00", "02:00:00", "0,011"),
        ("02:45:00", "03:00:00", "0,015"),
    ]


def test_spring_goes_from_a_quarter_to_two_straight_to_three() -> None:
    home = AccessPointFactory()
    MeterFactory(access_point=home)
    store_days(home, Channel.OFFTAKE, date(2026, 3, 29), 1)

    lines = lines_of(home, Period(date(2026, 3, 29), date(2026, 3, 30)))

    assert len(lines) == 1 + 92 + 1
    assert lines[8].startswith("29-03-2026;01:45:00;29-03-2026;03:00:00;")


def test_days_have_a_line_for_each_register() -> None:
    home = AccessPointFactory()
    MeterFactory(access_point=home)
    store_days(home, Channel.OFFTAKE, date(2025, 10, 1), 1, night=True)

    rows = [
        line.split(";") for line in lines_of(home, Period(date(2025, 10, 1), date(2025, 10, 3)), Granularity.DAY)
    ]

    assert [row[7:] for row in rows[1:-1]] == [
        ["Afname Dag", "6,000", "kWh", "Gevalideerd"],
        ["Afname Nacht", "3,600", "kWh", "Gevalideerd"],
        ["Afname", "", "kWh", "Geen verbruik"],
    ]


def test_each_line_names_the_meter_that_was_in_place() -> None:
    home = AccessPointFactory()
    MeterFactory(access_point=home, number="1SAG0000000007", removed_on=date(2026, 10, 2))
    MeterFactory(access_point=home, number="1SAG0000000008", installed_on=date(2026, 10, 2))
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 2)

    lines = lines_of(home, Period(date(2026, 10, 1), date(2026, 10, 3)))

    assert {line.split(";")[5] for line in lines[1:97]} == {"1SAG0000000007"}
    assert {line.split(";")[5] for line in lines[97:193]} == {"1SAG0000000008"}
