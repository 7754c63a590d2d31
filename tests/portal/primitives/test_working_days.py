"""Deadlines in working days of Belgium."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.primitives.working_days import add_working_days


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 24), 10, date(2026, 12, 8)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # over a week-end
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over Christmas, a Friday
        (date(2026, 4, 3), 1, date(2026, 4, 7)),  # Easter Monday
        (date(2026, 7, 20), 1, date(2026, 7, 22)),  # the national day
    ],
)
def test_weekends_and_public_holidays_do_not_count(day, count, expected):
    assert add_working_days(day, count) == expected


def test_nothing_is_counted_backwards():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 11, 24), 0)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30), st.integers(1, 30))
def test_counting_on_from_a_deadline_is_counting_once(day, first, second):
    assert add_working_days(add_working_days(day, first), second) == add_working_days(day, first + second)
    assert add_working_days(day, first) >= day + timedelta(days=first)
