"""The files that a history leaves as."""

import csv
import io
from datetime import date, datetime
from typing import Any

import orjson
import pytest
from django.utils import translation
from openpyxl import load_workbook

from consumption.export.operations import ExportFile, FileFormat, export_history
from consumption.models import IndexReading
from consumption.store.kinds import Channel, Status
from portal.access.grants import NotVisible
from portal.access.kinds import Granularity
from portal.audit.models import Event
from portal.grid.models import AccessPoint
from portal.primitives.cells import plain
from portal.primitives.period import Period
from tests.consumption.readings import a_grant, store_days
from tests.factories import AccessPointFactory, MeterFactory

pytestmark = pytest.mark.django_db

AUTUMN = Period(date(2026, 10, 25), date(2026, 10, 26))
SPRING = Period(date(2026, 3, 29), date(2026, 3, 30))


def export(
    home: AccessPoint,
    period: Period,
    file_format: FileFormat,
    granularity: Granularity = Granularity.INTERVAL,
    **options: Any,
) -> ExportFile:
    grant = a_grant(home, date(2023, 11, 23), date(2026, 11, 24), **options)
    return export_history(grant=grant, period=period, granularity=granularity, file_format=file_format)


def text_of(file: ExportFile) -> str:
    return b"".join(file.chunks).decode()


def rows_of(file: ExportFile, delimiter: str = ",") -> list[list[str]]:
    text = text_of(file).removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def a_home(**options: Any) -> AccessPoint:
    home: AccessPoint = AccessPointFactory(**options)
    MeterFactory(access_point=home)
    return home


def test_tidy_csv_has_a_line_per_quarter_hour_with_its_offset() -> None:
    home = a_home()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 25), 1, lambda day, slot: slot if slot != 9 else -1)

    header, *rows = rows_of(export(home, AUTUMN, FileFormat.CSV))

    assert header == ["start", "end", "channel", "value", "unit", "status", "register"]
    assert len(rows) == 100
    assert rows[9] == [
        "2026-10-25T02:15:00+02:00", "2026-10-25T02:30:00+02:00", "offtake", "", "kWh", "missing", "",
    ]  # fmt: skip
    assert rows[11][:4] == ["2026-10-25T02:45:00+02:00", "2026-10-25T02:00:00+01:00", "offtake", "0.011"]
    starts = [datetime.fromisoformat(row[0]) for row in rows]
    ends = [datetime.fromisoformat(row[1]) for row in rows]
    assert starts[1:] == ends[:-1]
    assert {(end - start).total_seconds() for start, end in zip(starts, ends, strict=True)} == {900.0}


def test_tidy_csv_skips_the_hour_that_spring_has_not() -> None:
    home = a_home()
    store_days(home, Channel.OFFTAKE, date(2026, 3, 29), 1, lambda day, slot: slot)

    _header, *rows = rows_of(export(home, SPRING, FileFormat.CSV))

    assert len(rows) == 92
    assert rows[7][:2] == ["2026-03-29T01:45:00+01:00", "2026-03-29T03:00:00+02:00"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.000"), (7, "0.007"), (19_999, "19.999"), (20_000, "20.000"), (4_294_967_295, "4294967.295")],
)
def test_values_of_any_size_are_written_whole(value: int, text: str) -> None:
    home = a_home()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 1, lambda day, slot: value if slot else -1)

    _header, *rows = rows_of(export(home, Period(date(2026, 10, 1), date(2026, 10, 2)), FileFormat.CSV))

    assert [row[3] for row in rows[:2]] == ["", text]


def test_tidy_csv_of_days_tells_the_part_on_the_night_register() -> None:
    home = a_home()
    store_days(home, Channel.OFFTAKE, date(2025, 10, 1), 2, night=True)
    period = Period(date(2025, 10, 1), date(2025, 10, 4))

    header, *rows = rows_of(export(home, period, FileFormat.CSV, Granularity.DAY))

    assert header[-1] == "night_value"
    assert rows[0] == [
        "2025-10-01T00:00:00+02:00", "2025-10-02T00:00:00+02:00", "offtake", "9.600", "kWh", "measured", "3.600",
    ]  # fmt: skip
    assert rows[2][3:] == ["", "kWh", "missing", ""]


def test_months_that_are_not_whole_say_so() -> None:
    home = a_home()
    store_days(home, Channel.OFFTAKE, date(2026, 1, 1), 40)

    file = export(home, Period(date(2026, 1, 1), date(2026, 4, 1)), FileFormat.CSV, Granularity.MONTH)
    _header, *rows = rows_of(file)

    assert [(row[3], row[5]) for row in rows] == [
        ("297.600", "measured"),
        ("86.400", "partly_missing"),
        ("", "missing"),
    ]


def test_json_gives_columns_and_null_for_what_is_missing() -> None:
    home = a_home()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 25), 1, lambda day, slot: slot if slot != 9 else -1)
    store_days(home, Channel.INJECTION, date(2026, 10, 25), 1, lambda day, slot: 0)

    found = orjson.loads(text_of(export(home, AUTUMN, FileFormat.JSON)))

    assert found["class"] == "C4"
    assert found["period"] == {"start": "2026-10-25", "end": "2026-10-26"}
    offtake, injection = found["channels"]
    assert (offtake["channel"], offtake["unit"], offtake["step"]) == ("offtake", "kWh", "PT15M")
    assert offtake["start"] == "2026-10-25T00:00:00+02:00"
    assert offtake["values"] == [n / 1000 if n != 9 else None for n in range(100)]
    assert offtake["status"][9] == Status.MISSING
    assert injection["values"] == [0] * 100


@pytest.mark.parametrize("granularity", list(Granularity))
@pytest.mark.parametrize("file_format", list(FileFormat))
@pytest.mark.parametrize("gas", [False, True])
def test_each_format_has_each_granularity(file_format: FileFormat, granularity: Granularity, gas: bool) -> None:
    home = a_home(gas=gas)
    for channel in (Channel.GAS_ENERGY, Channel.GAS_VOLUME) if gas else (Channel.OFFTAKE, Channel.INJECTION):
        store_days(home, channel, date(2026, 3, 1), 60, lambda day, slot: slot, night=not gas)

    file = export(home, Period(date(2026, 3, 1), date(2026, 4, 30)), file_format, granularity)

    assert len(b"".join(file.chunks)) > 100
    grain = granularity.name.lower()
    assert file.name.startswith(f"{home.energy}-2026-03-01-2026-04-29-{grain}-C4.")
    assert home.ean not in file.name


def test_xlsx_holds_real_days_and_numbers_and_its_class() -> None:
    home = a_home()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 25), 1, lambda day, slot: slot if slot != 9 else -1)
    store_days(home, Channel.INJECTION, date(2026, 10, 25), 1, lambda day, slot: 5)

    book = load_workbook(io.BytesIO(b"".join(export(home, AUTUMN, FileFormat.XLSX).chunks)))

    sheet = book.worksheets[0]
    assert (sheet.max_row, sheet.max_column) == (101, 7)
    assert [cell.value for cell in sheet[2]][:4] == [
        datetime(2026, 10, 25, 0, 0), datetime(2026, 10, 25, 0, 15), "+02:00", 0,
    ]  # fmt: skip
    assert sheet["D11"].value is None  # the missing one
    assert sheet["D12"].value == 0.01
    assert [sheet.cell(row, 3).value for row in (10, 13, 14)] == ["+02:00", "+02:00", "+01:00"]
    assert book.properties.category == "C4"
    assert home.ean in [row[1].value for row in book.worksheets[1].iter_rows()]


@pytest.mark.parametrize(
    "hostile", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "|calc", '"=1+1"', "a;b", 'a"b', "\t=1+1", "\r\n=1+1"]
)
def test_a_hostile_name_or_meter_number_starts_no_formula_and_no_new_cell(hostile: str) -> None:
    home = AccessPointFactory(street=hostile)
    MeterFactory(access_point=home, number=hostile)
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 1)
    day = Period(date(2026, 10, 1), date(2026, 10, 2))

    header, *rows = rows_of(export(home, day, FileFormat.BELGIAN), ";")
    assert {len(row) for row in rows} == {len(header)}
    assert len(rows) == 96
    assert all(row[5][:1] not in tuple("=+-@|\t\r") for row in rows)

    book = load_workbook(io.BytesIO(b"".join(export(home, day, FileFormat.XLSX).chunks)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


def test_a_number_in_use_stands_as_it_is() -> None:
    assert plain("1SAG1234567890") == "1SAG1234567890"


def test_a_file_is_traced_before_its_first_byte() -> None:
    home = a_home()

    export(home, AUTUMN, FileFormat.CSV)

    event = Event.objects.get(code="disclosure")
    assert (event.channel, event.granularity) == ("file", "interval")
    assert (event.period_start, event.period_end) == (AUTUMN.start, AUTUMN.end)


def test_no_file_is_finer_than_the_grant_or_outside_it() -> None:
    home = a_home()
    monthly = a_grant(home, date(2026, 1, 1), None, granularity=Granularity.MONTH)

    for granularity in (Granularity.DAY, Granularity.INTERVAL):
        with pytest.raises(NotVisible):
            export_history(grant=monthly, period=AUTUMN, granularity=granularity, file_format=FileFormat.CSV)
    with pytest.raises(NotVisible):
        export(home, Period(date(2020, 1, 1), date(2020, 2, 1)), FileFormat.CSV)
    assert not Event.objects.exists()


def test_an_annual_meter_leaves_a_line_between_two_readings() -> None:
    meter = MeterFactory(kind="annual", registers=["1.8.1", "1.8.2"])
    for register in ("1.8.1", "1.8.2"):
        for year in (2024, 2025, 2026):
            IndexReading.objects.create(
                access_point_id=meter.access_point.pk,
                meter_id=meter.pk,
                register=register,
                day=date(year, 3, 1),
                value=(year - 2024) * (1_000_000 if register == "1.8.1" else 500_000),
                status=Status.MEASURED,
                source=IndexReading.Source.READER,
            )
    period = Period(date(2024, 1, 1), date(2026, 11, 1))

    _header, *rows = rows_of(export(meter.access_point, period, FileFormat.CSV, Granularity.YEAR))

    assert [(row[0][:10], row[1][:10], row[3], row[6]) for row in rows] == [
        ("2024-03-01", "2025-03-01", "1500.000", "500.000"),
        ("2025-03-01", "2026-03-01", "1500.000", "500.000"),
    ]
    book = load_workbook(
        io.BytesIO(b"".join(export(meter.access_point, period, FileFormat.XLSX, Granularity.YEAR).chunks))
    )
    assert book.worksheets[0].max_row == 3


def test_xlsx_speaks_the_language_of_the_reader_even_after_the_request() -> None:
    home = a_home()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 25), 1)
    file = export_history(
        grant=a_grant(home, date(2026, 10, 1), None),
        period=AUTUMN,
        granularity=Granularity.DAY,
        file_format=FileFormat.XLSX,
        language="nl",
    )

    with translation.override("fr"):
        book = load_workbook(io.BytesIO(b"".join(file.chunks)))

    headings = [cell.value for cell in book.worksheets[0][1]]
    assert headings == ["Van", "Tot", "Afname (kWh)", "Status", "waarvan nachtregister (kWh)"]
