"""The page shows the nearest thing that may be seen to what was asked for, and says so."""

from datetime import date

import pytest

from consumption.pages.windows import Asked, Notice, View, choose, window
from portal.access.kinds import Granularity
from portal.primitives.period import Period

TODAY = date(2026, 11, 23)
INSIDE = Period(date(2025, 3, 15), date(2026, 11, 24))


def chosen(view="", day="", inside=INSIDE, finest=Granularity.INTERVAL, last=date(2026, 11, 21)):
    return choose(Asked(view=view, date=day), inside=inside, finest=finest, today=TODAY, last=last)


def test_without_a_wish_the_month_of_the_last_reading_is_shown():
    choice = chosen()

    assert choice.window.view is View.MONTH
    assert choice.window.period == Period(date(2026, 11, 1), date(2026, 12, 1))
    assert choice.notices == ()


def test_at_the_start_of_a_month_the_month_before_is_shown():
    assert chosen(last=date(2026, 11, 2)).window.start == date(2026, 10, 1)


def test_but_not_the_month_before_moving_in():
    inside = Period(date(2026, 11, 1), date(2026, 11, 24))
    assert chosen(inside=inside, last=date(2026, 11, 2)).window.start == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("view", "day", "start", "end"),
    [
        ("day", "2026-10-25", date(2026, 10, 25), date(2026, 10, 26)),
        ("week", "2026-10-25", date(2026, 10, 19), date(2026, 10, 26)),
        ("month", "2026-02-10", date(2026, 2, 1), date(2026, 3, 1)),
        ("year", "2026-02-10", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_each_view_shows_whole_days_weeks_months_and_years(view, day, start, end):
    assert chosen(view, day).window.period == Period(start, end)


@pytest.mark.parametrize("wrong", ["2026-13-01", "yesterday", "01/10/2026", "2026-02-30", "<script>", "9" * 400])
def test_a_wrong_date_is_said_and_the_usual_month_shown(wrong):
    choice = chosen(day=wrong)

    assert choice.notices == (Notice.WRONG_DATE,)
    assert choice.window.start == date(2026, 11, 1)


def test_a_date_in_the_future_gives_the_last_month():
    for day in ("2027-05-01", "9999-12-31"):
        choice = chosen(day=day)
        assert choice.notices == (Notice.IN_THE_FUTURE,)
        assert choice.window.start == date(2026, 11, 1)


def test_a_date_before_moving_in_gives_the_first_month():
    for day in ("2025-02-01", "0001-01-01"):
        choice = chosen(day=day)
        assert choice.notices == (Notice.TOO_EARLY,)
        assert choice.window.start == date(2025, 3, 1)


def test_the_month_of_moving_in_may_be_asked_for_by_its_first_day():
    assert chosen(day="2025-03-01").notices == ()


def test_a_former_occupant_is_told_that_the_period_is_over():
    choice = chosen(day="2026-09-01", inside=Period(date(2025, 3, 15), date(2026, 6, 10)), last=date(2026, 6, 9))

    assert choice.notices == (Notice.TOO_LATE,)
    assert choice.window.start == date(2026, 6, 1)


def test_an_unknown_view_is_said():
    assert chosen("decade").notices == (Notice.UNKNOWN_VIEW,)


def test_a_right_on_months_shows_the_year_and_says_that_days_need_more():
    choice = chosen("day", "2026-10-14", finest=Granularity.MONTH)

    assert choice.window.view is View.YEAR
    assert choice.views == (View.YEAR,)
    assert choice.notices == (Notice.TOO_FINE,)


def test_a_right_on_years_shows_all_years():
    choice = chosen(finest=Granularity.YEAR)

    assert choice.window.view is View.YEARS
    assert choice.window.period == INSIDE


@pytest.mark.parametrize("view", [View.DAY, View.WEEK, View.MONTH, View.YEAR])
def test_earlier_and_later_are_inverse(view):
    here = window(view, date(2026, 3, 1))

    assert here.earlier.later.period == here.period
    assert here.later.start == here.end
