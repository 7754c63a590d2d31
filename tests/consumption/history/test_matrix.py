"""The hour-by-day matrix on ordinary days and in the two nights when clocks change."""

from datetime import date

import numpy as np

from consumption.history.matrix import hours_by_day
from consumption.history.series import IntervalHistory
from consumption.store import calendar
from consumption.store.kinds import Channel, Status
from portal.primitives.period import Period


def intervals(channel: Channel, period: Period, value: int = 10) -> IntervalHistory:
    starts = calendar.slot_starts(channel, period.start, period.length)
    values = np.full(len(starts), value, np.int64)
    return IntervalHistory(starts, channel.step_seconds, values, np.ones(len(starts), np.uint8), None)


def test_an_ordinary_day_has_twenty_four_hours_of_four_quarters() -> None:
    period = Period(date(2026, 10, 1), date(2026, 10, 3))

    matrix = hours_by_day(intervals(Channel.OFFTAKE, period), period)

    assert matrix.days == [date(2026, 10, 1), date(2026, 10, 2)]
    assert matrix.values.tolist() == [[40] * 24] * 2
    assert matrix.hours.tolist() == [[1] * 24] * 2


def test_the_doubled_hour_of_autumn_holds_both_hours_and_colours_by_their_mean() -> None:
    period = Period(date(2026, 10, 25), date(2026, 10, 26))

    matrix = hours_by_day(intervals(Channel.OFFTAKE, period), period)

    assert matrix.hours[0].tolist() == [1, 1, 2, *[1] * 21]
    assert matrix.values[0].tolist() == [40, 40, 80, *[40] * 21]
    assert matrix.per_hour[0].tolist() == [40] * 24


def test_the_hour_that_spring_skips_is_no_hour_and_not_zero() -> None:
    period = Period(date(2026, 3, 29), date(2026, 3, 30))

    matrix = hours_by_day(intervals(Channel.OFFTAKE, period), period)

    assert matrix.hours[0].tolist() == [1, 1, 0, *[1] * 21]
    assert matrix.values[0].tolist() == [40, 40, -1, *[40] * 21]


def test_an_hour_that_lacks_a_quarter_is_missing() -> None:
    period = Period(date(2026, 10, 1), date(2026, 10, 2))
    history = intervals(Channel.OFFTAKE, period)
    history.values[5] = -1
    history.statuses[8] = Status.ESTIMATED

    matrix = hours_by_day(history, period)

    assert matrix.values[0].tolist() == [40, -1, *[40] * 22]
    assert np.flatnonzero(matrix.estimated[0]).tolist() == [2]


def test_gas_hours_stand_in_their_gas_day() -> None:
    period = Period(date(2026, 10, 24), date(2026, 10, 26))  # the first of them has 25 hours
    history = intervals(Channel.GAS_ENERGY, period)

    matrix = hours_by_day(history, period, gas=True)

    assert matrix.first_hour == 6
    assert matrix.hours.sum(axis=1).tolist() == [25, 24]
    assert matrix.hours[0, 2] == 2
