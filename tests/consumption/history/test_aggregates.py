"""Sums, and the comparison with the year before."""

from datetime import date

import numpy as np
import pytest

from consumption.history.aggregates import aligned_year_before, compared, summed, widened, year_before
from consumption.history.series import DailyHistory, Step
from consumption.store.kinds import Status
from portal.primitives.period import Period


def days(start: date, totals: list[int], **states: Status) -> DailyHistory:
    statuses = np.where(np.array(totals, np.int64) < 0, Status.MISSING, Status.MEASURED).astype(np.uint8)
    for place, status in states.items():
        statuses[int(place.removeprefix("day"))] = status
    return DailyHistory(start, np.array(totals, np.int64), statuses, np.full(len(totals), -1, np.int64))


def test_weeks_begin_on_monday() -> None:
    weeks = summed(days(date(2026, 11, 20), [1, 2, 4, 8]), Step.WEEK)  # a Friday

    assert [(week.start, week.end, week.total) for week in weeks] == [
        (date(2026, 11, 20), date(2026, 11, 23), 7),
        (date(2026, 11, 23), date(2026, 11, 24), 8),
    ]


def test_a_bucket_with_a_missing_day_says_so() -> None:
    (month,) = summed(days(date(2026, 11, 1), [5, -1, 7], day2=Status.ESTIMATED), Step.MONTH)

    assert (month.total, month.days, month.known_days, month.estimated_days) == (12, 3, 2, 1)
    assert not month.complete
    assert month.per_day == 6


def test_a_bucket_without_any_value_has_no_total() -> None:
    (year,) = summed(days(date(2026, 1, 1), [-1, -1]), Step.YEAR)

    assert (year.total, year.per_day) == (-1, None)


def test_an_empty_history_has_no_buckets() -> None:
    assert summed(days(date(2026, 1, 1), []), Step.DAY) == []


@pytest.mark.parametrize(
    ("step", "start", "end"),
    [
        (Step.WEEK, date(2026, 1, 26), date(2026, 3, 2)),
        (Step.MONTH, date(2026, 2, 1), date(2026, 3, 1)),
        (Step.YEAR, date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_widens_to_whole_buckets(step: Step, start: date, end: date) -> None:
    assert widened(Period(date(2026, 2, 1), date(2026, 3, 1)), step) == Period(start, end)


def test_the_year_before_has_the_same_calendar_days() -> None:
    assert year_before(Period(date(2026, 10, 1), date(2026, 11, 1))) == Period(
        date(2025, 10, 1), date(2025, 11, 1)
    )
    assert year_before(Period(date(2024, 2, 1), date(2024, 3, 1))) == Period(date(2023, 2, 1), date(2023, 3, 1))
    assert year_before(Period(date(2025, 2, 1), date(2025, 3, 1))) == Period(date(2024, 2, 1), date(2024, 2, 29))


def test_a_partial_month_is_compared_with_the_same_days_only() -> None:
    now = days(date(2026, 11, 1), [10, 20, 30, -1])
    before = aligned_year_before(now, days(date(2025, 11, 2), [8, 9, 100]))

    comparison = compared(now, before)

    assert before.totals.tolist() == [-1, 8, 9, 100]
    assert (comparison.total, comparison.previous) == (50, 17)
    assert (comparison.days, comparison.compared_days, comparison.partial) == (4, 2, True)
    assert (comparison.previous_start, comparison.previous_end) == (date(2025, 11, 2), date(2025, 11, 4))


def test_a_partly_missing_day_is_not_compared() -> None:
    now = days(date(2026, 11, 1), [10, 2], day1=Status.PARTLY_MISSING)

    comparison = compared(now, aligned_year_before(now, days(date(2025, 11, 1), [5, 5])))

    assert (comparison.total, comparison.previous, comparison.change) == (10, 5, 1.0)


def test_no_day_of_the_year_before_counts_twice_in_a_leap_year() -> None:
    now = days(date(2024, 2, 27), [1, 1, 1, 1])  # 27, 28, 29 February, 1 March
    before = aligned_year_before(now, days(date(2023, 2, 27), [1, 1, 1]))

    assert before.totals.tolist() == [1, 1, 1, 1]
    assert compared(now, before).compared_days == 3


def test_nothing_to_compare_with_gives_no_change() -> None:
    now = days(date(2026, 11, 1), [10])

    comparison = compared(now, aligned_year_before(now, days(date(2025, 1, 1), [])))

    assert (comparison.compared_days, comparison.previous, comparison.change) == (0, -1, None)
