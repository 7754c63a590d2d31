"""Consumption out of index readings."""

from collections.abc import Iterable
from datetime import date

from consumption.history.series import MeterSpan
from consumption.history.standings import Standing, differences
from consumption.store.kinds import Channel, Status
from portal.grid.models import MeterKind
from portal.primitives.period import Period

OLD = MeterSpan(
    1, "12345678", MeterKind.ANNUAL, Period(date(2023, 1, 1), date(2025, 9, 1)), {"1.8.1": 5, "1.8.2": 5}
)
NEW = MeterSpan(2, "87654321", MeterKind.ANNUAL, Period(date(2025, 9, 1)), {"1.8.1": 6, "1.8.2": 6})


def readings(meter: MeterSpan, day: date, *kwh: int, status: Status = Status.MEASURED) -> Iterable[Standing]:
    for register, value in zip(("1.8.1", "1.8.2"), kwh, strict=False):
        yield Standing(meter.id, register, day, value * 1000, status)


def test_two_readings_a_year_apart_make_one_period_with_its_mean() -> None:
    (period,) = differences(
        [*readings(OLD, date(2024, 3, 1), 1000, 500), *readings(OLD, date(2025, 3, 1), 3000, 1650)], [OLD]
    )

    assert (period.channel, period.start, period.end) == (Channel.OFFTAKE, date(2024, 3, 1), date(2025, 3, 1))
    assert (period.total, period.day_part, period.night) == (3_150_000, 2_000_000, 1_150_000)
    assert period.days == 365
    assert round(period.per_day) == 8630


def test_a_meter_with_one_register_has_no_day_and_night_part() -> None:
    (period,) = differences([*readings(OLD, date(2024, 3, 1), 10), *readings(OLD, date(2025, 3, 1), 20)], [OLD])

    assert (period.total, period.day_part, period.night) == (10_000, -1, -1)


def test_an_exchange_of_the_meter_makes_one_period_out_of_both_parts() -> None:
    periods = differences(
        [
            *readings(OLD, date(2025, 3, 1), 9000, 4000),
            *readings(OLD, date(2025, 9, 1), 9800, 4300),
            *readings(NEW, date(2025, 9, 1), 0, 0),
            *readings(NEW, date(2026, 3, 1), 1200, 700),
        ],
        [OLD, NEW],
    )

    assert [(period.start, period.end, period.total) for period in periods] == [
        (date(2025, 3, 1), date(2026, 3, 1), (800 + 300 + 1200 + 700) * 1000)
    ]
    assert periods[0].meter_changed
    assert not periods[0].rolled_over


def test_a_new_meter_not_read_since_leaves_the_part_of_the_old_one() -> None:
    (period,) = differences(
        [
            *readings(OLD, date(2025, 3, 1), 9000, 4000),
            *readings(OLD, date(2025, 9, 1), 9800, 4300),
            *readings(NEW, date(2025, 9, 1), 0, 0),
        ],
        [OLD, NEW],
    )

    assert (period.end, period.meter_changed) == (date(2025, 9, 1), False)


def test_a_register_of_five_digits_that_passes_its_last_one_goes_on_counting() -> None:
    (period,) = differences(
        [*readings(OLD, date(2024, 3, 1), 99_500, 10), *readings(OLD, date(2025, 3, 1), 700, 20)], [OLD]
    )

    assert (period.total, period.rolled_over) == (1_210_000, True)


def test_a_standing_below_the_former_one_that_no_rollover_explains_makes_no_period() -> None:
    periods = differences(
        [
            *readings(OLD, date(2023, 3, 1), 40_000, 10),
            *readings(OLD, date(2024, 3, 1), 39_000, 20),
            *readings(OLD, date(2025, 3, 1), 41_000, 30),
        ],
        [OLD],
    )

    assert [(period.start, period.total) for period in periods] == [(date(2024, 3, 1), 2_010_000)]


def test_an_estimated_reading_makes_both_neighbouring_periods_estimated() -> None:
    periods = differences(
        [
            *readings(OLD, date(2022, 3, 1), 100, 1),
            *readings(OLD, date(2023, 3, 1), 200, 2),
            *readings(OLD, date(2024, 3, 1), 300, 3, status=Status.ESTIMATED),
            *readings(OLD, date(2025, 3, 1), 400, 4),
        ],
        [OLD],
    )

    assert [period.status for period in periods] == [Status.MEASURED, Status.ESTIMATED, Status.ESTIMATED]


def test_a_reading_of_one_register_alone_makes_no_period() -> None:
    (period,) = differences(
        [
            *readings(OLD, date(2023, 3, 1), 100, 1),
            *readings(OLD, date(2024, 3, 1), 200),
            *readings(OLD, date(2025, 3, 1), 300, 3),
        ],
        [OLD],
    )

    assert (period.start, period.end, period.total) == (date(2023, 3, 1), date(2025, 3, 1), 202_000)
