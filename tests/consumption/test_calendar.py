"""Belgian days and gas days in intervals; the hours of the night tariff."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumption.store.calendar import (
    day_of,
    day_start,
    day_starts,
    local_times,
    night_mask,
    slot_count,
    slot_counts,
    slot_starts,
    tariff_night,
)
from consumption.store.kinds import Channel
from portal.primitives.period import BELGIUM

DAYS = st.dates(date(2000, 1, 2), date(2099, 12, 30))
CHANNELS = st.sampled_from(list(Channel))


def moments(values: np.ndarray) -> list[datetime]:
    return [moment.replace(tzinfo=UTC) for moment in values.tolist()]


@given(CHANNELS, DAYS, st.integers(1, 40))
def test_days_follow_each_other_without_hole_or_overlap(channel: Channel, first: date, days: int) -> None:
    starts = slot_starts(channel, first, days)
    assert (np.diff(starts) == np.timedelta64(channel.step_seconds, "s")).all()
    assert len(starts) == slot_counts(channel, first, days).sum()
    assert slot_starts(channel, first + timedelta(days=days))[0] == starts[-1] + np.timedelta64(
        channel.step_seconds, "s"
    )


@given(CHANNELS, DAYS)
def test_every_interval_lies_in_its_own_day(channel: Channel, day: date) -> None:
    starts = slot_starts(channel, day)
    assert (day_of(channel, starts) == np.datetime64(day)).all()
    assert len(starts) in ((23, 24, 25) if channel.is_gas else (92, 96, 100))


@given(DAYS, st.booleans())
def test_a_day_starts_when_the_clocks_of_belgium_say_so(day: date, gas: bool) -> None:
    start = moments(day_starts(day, 1, gas=gas))[0]
    assert start == day_start(day, gas=gas)
    local = start.astimezone(BELGIUM)
    assert (local.date(), local.hour, local.minute) == (day, 6 if gas else 0, 0)


@given(st.datetimes(datetime(1997, 1, 1), datetime(2099, 12, 30)))
def test_clock_times_agree_with_the_time_zone_database(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    shown = local_times(np.array([moment], dtype="datetime64[s]"))[0].item()
    assert shown == moment.replace(tzinfo=UTC).astimezone(BELGIUM).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("day", "quarters", "hours_of_gas"),
    [
        (date(2026, 3, 28), 96, 23),  # the gas day holds the spring night that follows
        (date(2026, 3, 29), 92, 24),
        (date(2026, 10, 24), 96, 25),
        (date(2026, 10, 25), 100, 24),
        (date(2021, 10, 31), 100, 24),
        (date(2026, 6, 1), 96, 24),
    ],
)
def test_the_nights_when_clocks_change(day: date, quarters: int, hours_of_gas: int) -> None:
    assert slot_count(Channel.OFFTAKE, day) == quarters
    assert slot_count(Channel.GAS_ENERGY, day) == hours_of_gas


def night_hours(day: date) -> set[int]:
    mask = tariff_night(day)
    hours = (local_times(slot_starts(Channel.OFFTAKE, day)).astype("datetime64[h]").astype(np.int64)) % 24
    return {int(hour) for hour in hours[mask]}


def test_before_2026_nights_and_weekends_are_night() -> None:
    assert night_hours(date(2025, 12, 31)) == {22, 23, 0, 1, 2, 3, 4, 5, 6}
    assert night_hours(date(2025, 12, 27)) == set(range(24))
    assert night_hours(date(2025, 12, 28)) == set(range(24))


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 1, 3), date(2026, 6, 10)])
def test_from_2026_each_day_has_the_same_hours_and_a_night_at_noon(day: date) -> None:
    assert night_hours(day) == {22, 23, 0, 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16}


def test_the_calendar_changes_at_midnight_of_belgium() -> None:
    around = slot_starts(Channel.OFFTAKE, date(2025, 12, 28), 5)
    mask = night_mask(around)
    assert mask[:96].all()  # Sunday, the old calendar
    assert not mask[-96:][7 * 4 : 11 * 4].any()
    assert mask[-96:][11 * 4 : 17 * 4].all()
