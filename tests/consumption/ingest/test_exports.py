"""Exports of Mijn Fluvius: the traps of the real files."""

import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from consumption.ingest.operations import import_file
from consumption.ingest.problems import UnableToImport
from consumption.models import ReadingCorrection, ReadingDay
from consumption.store.calendar import tariff_night
from consumption.store.kinds import Channel, Status
from portal.grid.models import AccessPoint
from portal.primitives.ean import Ean
from tests.consumption.ingest.files import ELECTRICITY, ENGLISH, GAS, NOW, a_row, csv_file, stored
from tests.factories import AccessPointFactory, MeterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> AccessPoint:
    point = AccessPointFactory(ean="541449012700000016")
    MeterFactory(access_point=point, number="1SAG1100000001", installed_on=date(2020, 1, 1))
    return point


def bring_in(path: Path, point: AccessPoint | None = None) -> None:
    import_file(path=path, now=NOW, actor="a test", ean=Ean(point.ean) if point else None)


def refusal(path: Path, point: AccessPoint | None = None) -> UnableToImport:
    with pytest.raises(UnableToImport) as caught:
        bring_in(path, point)
    assert not ReadingDay.objects.exists()
    return caught.value


def english(path: Path, source: Path) -> Path:
    """The same readings in the English form."""
    words = {
        "Afname Dag": "Offtake Day",
        "Afname Nacht": "Offtake Night",
        "Injectie Dag": "Injection Day",
        "Injectie Nacht": "Injection Night",
        "Afname": "Offtake",
        "Geen verbruik": "No consumption",
        "Gevalideerd": "Read",
        "Geschat": "Estimated",
    }
    rows = []
    for line in source.read_text(encoding="utf-8-sig").splitlines()[1:]:
        cells = line.split(";")[:11]
        cells[0], cells[2] = cells[0].replace("-", "/"), cells[2].replace("-", "/")
        rows.append(";".join([*(words.get(cell, cell) for cell in cells), "12,345", "Home; “sweet”"]))
    return csv_file(path, rows, ENGLISH, "\n")


# --- the real files


def test_a_real_export_of_electricity_is_imported_value_for_value(home: AccessPoint) -> None:
    bring_in(ELECTRICITY, home)
    assert ReadingDay.objects.count() == 40
    sums = {Channel.OFFTAKE: 0, Channel.INJECTION: 0}
    for line in ELECTRICITY.read_text(encoding="utf-8-sig").splitlines()[1:]:
        cells = line.split(";")
        channel = Channel.OFFTAKE if cells[7].startswith("Afname") else Channel.INJECTION
        sums[channel] += int((cells[8] or "0").replace(",", ""))
    for channel, expected in sums.items():
        assert sum(ReadingDay.objects.filter(channel=channel).values_list("total", flat=True)) == expected


def test_no_consumption_is_missing_and_not_zero(home: AccessPoint) -> None:
    bring_in(ELECTRICITY, home)
    row, profile = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 12))
    assert row.status == Status.PARTLY_MISSING
    assert profile.values[0] == -1
    assert profile.values[30] == 67
    _row, injection = stored(home.pk, Channel.INJECTION, date(2021, 10, 12))
    assert injection.values[30] == 0
    assert injection.states[30] == Status.MEASURED


def test_registers_that_take_turns_make_the_night_mask(home: AccessPoint) -> None:
    bring_in(ELECTRICITY, home)
    row, tuesday = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 26))
    _row, sunday = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 24))
    assert tuesday.night is not None and sunday.night is not None
    assert sunday.night.all()
    assert not tuesday.night[48]
    assert tuesday.night[0] and tuesday.night[95]
    assert row.night == int(tuesday.values[tuesday.night & (tuesday.values > 0)].sum())


def test_estimated_values_keep_their_state(home: AccessPoint) -> None:
    bring_in(ELECTRICITY, home)
    row, profile = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 25))
    assert row.status == Status.ESTIMATED
    assert (profile.states == Status.ESTIMATED).any()


def test_the_autumn_night_of_the_real_file_has_a_hundred_quarter_hours(home: AccessPoint) -> None:
    bring_in(ELECTRICITY, home)
    _row, profile = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 31))
    assert len(profile.values) == 100


def test_the_english_form_gives_the_same_readings(home: AccessPoint, tmp_path: Path) -> None:
    neighbour = AccessPointFactory()
    bring_in(ELECTRICITY, home)
    bring_in(english(tmp_path / "english.csv", ELECTRICITY), neighbour)
    columns = ("channel", "day", "total", "status", "night", "profile")
    dutch_rows, english_rows = (
        [
            tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
            for row in ReadingDay.objects.filter(access_point_id=pk)
            .order_by("channel", "day")
            .values_list(*columns)
        ]
        for pk in (home.pk, neighbour.pk)
    )
    assert len(dutch_rows) == 40
    assert dutch_rows == english_rows


def test_a_real_export_of_gas_fills_both_channels_by_gas_day() -> None:
    point = AccessPointFactory(gas=True)
    bring_in(GAS, point)
    row, energy = stored(point.pk, Channel.GAS_ENERGY, date(2022, 1, 10))
    _row, volume = stored(point.pk, Channel.GAS_VOLUME, date(2022, 1, 10))
    assert len(energy.values) == len(volume.values) == 24
    assert energy.values[:3].tolist() == [-1, 5445, 5005]  # the gas day starts at 06:00
    assert volume.values[:3].tolist() == [-1, 495, 455]
    assert (row.night, energy.night) == (None, None)
    last, _profile = stored(point.pk, Channel.GAS_VOLUME, date(2022, 1, 12))
    assert last.status == Status.PARTLY_MISSING


def test_a_provisional_calorific_value_makes_the_energy_an_estimate_and_leaves_the_volume_measured() -> None:
    point = AccessPointFactory(gas=True)
    bring_in(GAS, point)
    _row, energy = stored(point.pk, Channel.GAS_ENERGY, date(2022, 1, 10))
    _row, volume = stored(point.pk, Channel.GAS_VOLUME, date(2022, 1, 10))
    assert energy.states[1] == Status.ESTIMATED
    assert volume.states[1] == Status.MEASURED


def test_the_anonymous_file_with_its_wrong_check_digit_needs_an_access_point() -> None:
    refused = refusal(ELECTRICITY)
    assert [problem.line for problem in refused.problems] == [2]
    assert "--ean" in str(refused)


def test_an_export_whose_numbers_are_right_needs_no_help(home: AccessPoint, tmp_path: Path) -> None:
    bring_in(csv_file(tmp_path / "a.csv", [a_row("07:00", "07:15"), a_row("07:15", "07:30")]))
    row, profile = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 12))
    assert row.total == 250
    assert profile.values[28:30].tolist() == [125, 125]


def test_the_same_file_again_rewrites_nothing(home: AccessPoint) -> None:
    bring_in(ELECTRICITY, home)
    again = import_file(path=ELECTRICITY, now=NOW, actor="a test", ean=Ean(home.ean))
    assert (again.rows, again.rows_written) == (40, 0)
    assert not ReadingCorrection.objects.exists()


def test_a_part_of_a_day_does_not_erase_the_rest(home: AccessPoint, tmp_path: Path) -> None:
    bring_in(csv_file(tmp_path / "a.csv", [a_row("07:00", "07:15"), a_row("07:15", "07:30")]))
    bring_in(csv_file(tmp_path / "b.csv", [a_row("07:15", "07:30", volume="0,200"), a_row("07:30", "07:45")]))
    _row, profile = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 12))
    assert profile.values[27:32].tolist() == [-1, 125, 200, 125, -1]
    assert ReadingCorrection.objects.count() == 1


# --- the nights when clocks change


def a_day_of_rows(day: str, hours: list[tuple[str, str]], register: str = "Afname Nacht") -> list[str]:
    return [
        a_row(f"{day} {start}", f"{day} {end}", register=register, volume=f"0,{number:03d}")
        for number, (start, end) in enumerate(hours)
    ]


def test_of_the_doubled_autumn_hour_the_first_of_each_pair_is_summer_time(
    home: AccessPoint, tmp_path: Path
) -> None:
    pairs = [("01:45", "02:00")]
    for start, end in (("02:00", "02:15"), ("02:15", "02:30"), ("02:30", "02:45")):
        pairs += [(start, end), (start, end)]
    pairs += [("02:45", "02:00"), ("02:45", "03:00"), ("03:00", "03:15")]
    bring_in(csv_file(tmp_path / "a.csv", a_day_of_rows("31-10-2021", pairs)))
    _row, profile = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 31))
    assert profile.values[7:17].tolist() == [0, 1, 3, 5, 7, 2, 4, 6, 8, 9]


def test_the_spring_night_has_no_third_hour(home: AccessPoint, tmp_path: Path) -> None:
    day = "27-03-2022"
    bring_in(
        csv_file(
            tmp_path / "a.csv", a_day_of_rows(day, [("01:30", "01:45"), ("01:45", "03:00"), ("03:00", "03:15")])
        )
    )
    _row, profile = stored(home.pk, Channel.OFFTAKE, date(2022, 3, 27))
    assert len(profile.values) == 92
    assert profile.values[6:9].tolist() == [0, 1, 2]


def test_an_hour_that_clocks_skip_is_refused(home: AccessPoint, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", a_day_of_rows("27-03-2022", [("01:45", "02:00"), ("02:00", "02:15")]))
    assert refusal(path).problems[0].line == 3


def test_the_gas_day_of_the_autumn_night_has_25_hours(tmp_path: Path) -> None:
    point = AccessPointFactory(gas=True)
    hours = [(f"30-10-2021 {hour:02d}:00", f"30-10-2021 {hour + 1:02d}:00") for hour in range(6, 23)]
    hours += [("30-10-2021 23:00", "31-10-2021 00:00")]
    hours += [(f"31-10-2021 {hour:02d}:00", f"31-10-2021 {hour + 1:02d}:00") for hour in (0, 1)]
    hours += [("31-10-2021 02:00", "31-10-2021 02:00"), ("31-10-2021 02:00", "31-10-2021 03:00")]
    hours += [(f"31-10-2021 {hour:02d}:00", f"31-10-2021 {hour + 1:02d}:00") for hour in (3, 4, 5)]
    rows = [
        a_row(start, end, register="Afname", unit="m³", volume=f"0,{at:03d}")
        for at, (start, end) in enumerate(hours)
    ]
    bring_in(csv_file(tmp_path / "a.csv", rows), point)
    row, profile = stored(point.pk, Channel.GAS_VOLUME, date(2021, 10, 30))
    assert profile.values.tolist() == list(range(25))
    assert row.status == Status.MEASURED


def test_where_the_file_does_not_tell_the_night_follows_the_tariff_calendar(
    home: AccessPoint, tmp_path: Path
) -> None:
    bring_in(csv_file(tmp_path / "a.csv", [a_row("07:00", "07:15")]))
    _row, profile = stored(home.pk, Channel.OFFTAKE, date(2021, 10, 12))
    assert np.array_equal(profile.night, tariff_night(date(2021, 10, 12)))


# --- bad files are refused whole


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit": "MWh"}, "MWh"),
        ({"unit": "m³"}, "m³"),
        ({"volume": "0.125"}, "mixed"),
        ({"volume": "1.234,5"}, "1.234,5"),
        ({"volume": "-0,125"}, "negative"),
        ({"volume": "abc"}, "abc"),
        ({"volume": "99999999,000"}, "too large"),
        ({"volume": ""}, "empty"),
        ({"state": "Geen verbruik"}, "there is none"),
        ({"state": "Misschien"}, "Misschien"),
        ({"register": "Afname Ochtend"}, "Afname Ochtend"),
        ({"ean": "541456700000123459"}, "more than one access point"),
        ({"meter": "?"}, "meter number"),
        ({"meter": "1SAG9999999999"}, "1SAG9999999999"),
        ({"start": "32-10-2021 07:15"}, "32-10-2021"),
        ({"start": "12-10-2021 25:15"}, "25:15"),
        ({"end": "12-10-2021 08:15"}, "quarter-hour"),
        ({"start": "12-10-2021 07:00", "end": "12-10-2021 07:15"}, "line 2"),
    ],
)
def test_a_bad_row_is_named_by_its_line(
    home: AccessPoint, tmp_path: Path, changes: dict[str, str], words: str, settings: object
) -> None:
    rows = [a_row("07:00", "07:15"), a_row("07:15", "07:30", **changes), a_row("07:30", "07:45")]
    refused = refusal(csv_file(tmp_path / "a.csv", rows))
    assert refused.problems[0].line == 3
    assert words in str(refused)


def test_a_row_that_lacks_in_the_middle_is_refused(home: AccessPoint, tmp_path: Path) -> None:
    refused = refusal(csv_file(tmp_path / "a.csv", [a_row("07:00", "07:15"), a_row("07:45", "08:00")]))
    assert refused.problems[0].line == 3
    assert "07:15" in str(refused) and "07:45" in str(refused)


def test_both_registers_counting_at_once_are_refused(home: AccessPoint, tmp_path: Path) -> None:
    rows = [a_row("07:00", "07:15"), a_row("07:00", "07:15", register="Afname Nacht")]
    assert refusal(csv_file(tmp_path / "a.csv", rows)).problems[0].line == 3


def test_a_file_whose_values_all_have_points_is_taken(home: AccessPoint, tmp_path: Path) -> None:
    bring_in(csv_file(tmp_path / "a.csv", [a_row("07:00", "07:15", volume="0.125")]))
    assert ReadingDay.objects.get().total == 125


@pytest.mark.parametrize("cut", [1, 6, 12, 20, 60])
def test_a_file_that_was_cut_off_is_refused(home: AccessPoint, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes(ELECTRICITY.read_bytes()[:-cut])
    refused = refusal(path, home)
    assert refused.problems[0].line == 3848 + 1
    assert "cut off" in str(refused)


def test_a_file_in_another_encoding_is_refused(home: AccessPoint, tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes(GAS.read_text(encoding="utf-8-sig").encode("latin-1"))
    assert "UTF-8" in str(refusal(path, home))
    path.write_bytes(GAS.read_text(encoding="utf-8-sig").encode("utf-16"))
    assert "UTF-8" in str(refusal(path, home))


def test_electricity_is_refused_at_an_access_point_of_gas_and_the_reverse(home: AccessPoint) -> None:
    assert "gas" in str(refusal(ELECTRICITY, AccessPointFactory(gas=True)))
    assert "gas" in str(refusal(GAS, home))


def test_an_unknown_access_point_is_named(tmp_path: Path) -> None:
    assert "5414 4901 2700 0000 16" in str(refusal(csv_file(tmp_path / "a.csv", [a_row("07:00", "07:15")])))


def test_a_meter_of_another_access_point_is_refused(home: AccessPoint, tmp_path: Path) -> None:
    MeterFactory(access_point=AccessPointFactory(), number="1SAG1100000002", installed_on=date(2020, 1, 1))
    refused = refusal(csv_file(tmp_path / "a.csv", [a_row("07:00", "07:15", meter="1SAG1100000002")]))
    assert "another access point" in str(refused)


def test_only_the_first_fifty_problems_are_listed_and_the_rest_counted(home: AccessPoint, tmp_path: Path) -> None:
    rows = [a_row(f"{hour:02d}:00", f"{hour:02d}:15", unit="J") for hour in range(20)] * 4
    refused = refusal(csv_file(tmp_path / "a.csv", rows))
    assert (len(refused.problems), refused.count) == (50, 80)
    assert "30" in str(refused).splitlines()[-1]


def test_random_damage_is_a_reason_and_never_a_crash(home: AccessPoint, tmp_path: Path) -> None:
    whole = csv_file(tmp_path / "a.csv", [a_row("07:00", "07:15"), a_row("07:15", "07:30")]).read_bytes()
    chance = random.Random(9)
    path = tmp_path / "damaged.csv"
    refusals = 0
    for _ in range(250):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.choice(b';0123456789,.-/:"\r\n\x00\xff AaNn=')
        path.write_bytes(bytes(damaged))
        before = ReadingDay.objects.count()
        try:
            bring_in(path)
        except UnableToImport as refused:
            refusals += 1
            assert refused.problems and str(refused)
            assert ReadingDay.objects.count() == before
    assert refusals > 150
