"""Facts are told when the data support them, and not otherwise."""

from datetime import date, timedelta

import numpy as np

from consumption.history.series import DailyHistory, HourMatrix
from consumption.pages.insights import (
    BiggestDay,
    LowStretch,
    NightLoad,
    StrongHours,
    biggest_day,
    insights,
    low_stretch,
    night_load,
    strong_hours,
)

START = date(2026, 10, 1)


def daily(*totals: int) -> DailyHistory:
    values = np.array(totals, np.int64)
    return DailyHistory(START, values, (values >= 0).astype(np.uint8), np.full(len(values), -1, np.int64))


def matrix(values: np.ndarray, hours: np.ndarray | None = None) -> HourMatrix:
    values = values.astype(np.int64)
    return HourMatrix(
        days=[START + timedelta(days=n) for n in range(len(values))],
        values=values,
        hours=np.ones(values.shape, np.uint8) if hours is None else hours,
        estimated=np.zeros(values.shape, bool),
        first_hour=0,
    )


def test_the_night_load_is_what_always_runs():
    values = np.full((10, 24), 500)
    values[:, 2] = 160
    values[3, :6] = 2000  # a car charges one night

    assert night_load(matrix(values)) == NightLoad(160)


def test_no_night_load_from_four_nights_or_from_nights_with_gaps():
    assert night_load(matrix(np.full((4, 24), 100))) is None
    values = np.full((10, 24), 100)
    values[:, 3] = -1
    assert night_load(matrix(values)) is None


def test_no_night_load_of_zero():
    assert night_load(matrix(np.zeros((10, 24)))) is None


def test_the_strong_hours_are_the_three_that_hold_the_most():
    values = np.full((10, 24), 100)
    values[:, 18:21] = 600

    found = strong_hours(matrix(values))

    assert found == StrongHours(18, 21, 1800 / 3900)


def test_an_even_day_has_no_strong_hours():
    assert strong_hours(matrix(np.full((10, 24), 100))) is None


def test_the_hour_that_the_spring_night_skips_is_no_gap():
    values = np.full((5, 24), 100)
    values[:, 18:21] = 600
    values[2, 2] = -1
    hours = np.ones((5, 24), np.uint8)
    hours[2, 2] = 0

    assert strong_hours(matrix(values, hours)) is not None


def test_the_biggest_day_stands_out():
    assert biggest_day(daily(5, 5, 5, 5, 10)) == BiggestDay(START + timedelta(days=4), 10, 10 / 6)
    assert biggest_day(daily(5, 5, 5, 5, 6)) is None
    assert biggest_day(daily(5, 5, -1, 10)) is None
    assert biggest_day(daily(0, 0, 0, 0, 0)) is None


def test_the_low_stretch_is_the_longest():
    history = daily(9, 9, 2, 2, 9, 3, 3, 3, 9, 9, 9, 9, 9)

    assert low_stretch(history) == LowStretch(START + timedelta(days=5), START + timedelta(days=7), 3)


def test_a_missing_day_is_not_a_low_day():
    assert low_stretch(daily(9, 9, 9, -1, -1, -1, 9, 9, 9, 9, 9, 9, 9, 9)) is None


def test_a_single_low_day_is_no_stretch():
    assert low_stretch(daily(*[9] * 9, 1, *[9] * 5)) is None


def test_nothing_is_said_of_nothing():
    assert insights(daily(*[-1] * 31), matrix(np.full((31, 24), -1))) == []
    assert insights(daily(), None) == []


def test_of_gas_neither_nights_nor_low_days_are_told():
    history = daily(9, 9, 2, 2, 9, 3, 3, 3, 9, 9, 9, 9, 20)
    values = np.full((13, 24), 500)
    values[:, 18:21] = 3000

    kinds = {type(insight) for insight in insights(history, matrix(values), is_gas=True)}

    assert kinds == {StrongHours, BiggestDay}
