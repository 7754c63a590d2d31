"""Doubts about an index: the last one, former use, season, kind."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumption.customer_readings.plausibility import Known, doubt

YEARS = [
    Known(date(2023, 3, 14), 20_000_000),
    Known(date(2024, 3, 14), 23_500_000),
    Known(date(2025, 3, 14), 27_000_000),
]


def of(value: int, day: date = date(2026, 3, 14), *, known=YEARS, digits: int = 6, gas: bool = False):
    found = doubt(value=value, day=day, known=known, digits=digits, gas=gas)
    return found.code if found else ""


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (30_500_000, ""),  # as every year
        (33_000_000, ""),  # much more, which happens: a heat pump
        (41_000_000, "much"),  # four times the usual
        (27_050_000, "little"),
        (26_999_000, "below"),
        (305_000_000, "much"),
    ],
)
def test_a_year_after_three_readings(value, code):
    assert of(value) == code


def test_four_times_the_usual_says_so():
    found = doubt(value=41_000_000, day=date(2026, 3, 14), known=YEARS, digits=6, gas=False)
    assert found is not None and found.times == pytest.approx(4.0, abs=0.1) and not found.comma


def test_a_comma_too_far_to_the_right_is_recognised():
    found = doubt(value=305_000_000, day=date(2026, 3, 14), known=YEARS, digits=6, gas=False)
    assert found is not None and found.comma


def test_a_counter_that_began_at_zero_again_is_plausible():
    known = [
        Known(date(2023, 3, 14), 92_500_000),
        Known(date(2024, 3, 14), 96_000_000),
        Known(date(2025, 3, 14), 99_500_000),
    ]
    assert of(3_000_000, known=known, digits=5) == ""
    assert of(60_000_000, known=known, digits=5) == "much"


def test_gas_of_a_winter_is_not_the_gas_of_a_summer():
    known = [Known(date(2023, 10, 1), 0), Known(date(2024, 10, 1), 1_500_000), Known(date(2025, 10, 1), 3_000_000)]
    winter, summer = date(2026, 4, 1), date(2026, 8, 1)
    assert of(3_000_000 + 1_200_000, winter, known=known, gas=True) == ""
    after_winter = [*known, Known(date(2026, 5, 1), 4_200_000)]
    assert of(4_200_000 + 1_200_000, summer, known=after_winter, gas=True) == "much"
    assert of(4_200_000 + 60_000, summer, known=after_winter, gas=True) == ""


def test_without_a_former_reading_nothing_is_odd_and_with_one_only_the_impossible():
    assert of(500_000_000, known=[]) == ""
    one = YEARS[-1:]
    assert of(40_000_000, known=one) == ""
    assert of(400_000_000, known=one) == "much"
    assert of(20_000_000, known=one) == "below"


@given(
    value=st.integers(0, 10**9 - 1),
    day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    known=st.lists(
        st.builds(Known, st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(0, 10**9)), max_size=6
    ),
    gas=st.booleans(),
)
def test_any_history_gets_an_answer(value, day, known, gas):
    found = doubt(value=value, day=day, known=known, digits=6, gas=gas)
    assert found is None or found.code in {"below", "much", "little"}
