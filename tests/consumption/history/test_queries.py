"""Reading histories through a grant."""

from datetime import date, timedelta
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumption.history import queries
from consumption.history.series import Step
from consumption.store.kinds import Channel, Status
from portal.access.grants import NotVisible
from portal.access.kinds import DataKind, Granularity
from tests.consumption.readings import a_grant, store_days
from tests.factories import AccessPointFactory, MeterFactory

pytestmark = pytest.mark.django_db


def test_a_day_without_a_reading_is_missing_and_not_zero() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 2)
    store_days(home, Channel.OFFTAKE, date(2026, 10, 4), 1, lambda day, slot: 0)

    days = queries.daily(a_grant(home, date(2026, 10, 1), date(2026, 10, 6)))[Channel.OFFTAKE]

    assert days.totals.tolist() == [9600, 9600, -1, 0, -1]
    assert days.statuses.tolist() == [Status.MEASURED, Status.MEASURED, Status.MISSING, Status.MEASURED, 0]
    assert days.total == 19_200


def test_a_day_whose_values_are_all_missing_has_no_total() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 1, lambda day, slot: -1, night=True)

    days = queries.daily(a_grant(home, date(2026, 10, 1), date(2026, 10, 2)))[Channel.OFFTAKE]

    assert days.totals.tolist() == [-1]
    assert days.night.tolist() == [-1]


def test_the_night_part_is_unknown_where_the_feed_names_no_register() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2025, 10, 1), 1, night=True)
    store_days(home, Channel.OFFTAKE, date(2025, 10, 2), 1)

    days = queries.daily(a_grant(home, date(2025, 10, 1), date(2025, 10, 3)))[Channel.OFFTAKE]

    assert days.night.tolist() == [36 * 100, -1]  # 22:00 to 07:00 is 36 quarter-hours


def test_injection_shows_only_where_there_is_any() -> None:
    consumer, producer = AccessPointFactory(), AccessPointFactory()
    store_days(producer, Channel.INJECTION, date(2026, 10, 1), 1)
    period = date(2026, 10, 1), date(2026, 10, 2)

    assert list(queries.daily(a_grant(consumer, *period))) == [Channel.OFFTAKE]
    assert list(queries.daily(a_grant(producer, *period))) == [Channel.OFFTAKE, Channel.INJECTION]


def test_gas_shows_the_channels_that_it_has() -> None:
    home = AccessPointFactory(gas=True)
    store_days(home, Channel.GAS_VOLUME, date(2026, 1, 1), 1)

    grant = a_grant(home, date(2026, 1, 1), date(2026, 1, 2))

    assert list(queries.daily(grant)) == [Channel.GAS_VOLUME]
    assert list(queries.intervals(grant)) == [Channel.GAS_VOLUME]


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 29), 92), (date(2026, 10, 25), 100)])
def test_the_two_days_when_clocks_change_have_their_own_number_of_quarter_hours(day: date, count: int) -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, day - timedelta(days=1), 3, lambda day, slot: slot)

    found = queries.intervals(a_grant(home, day, day + timedelta(days=1)))[Channel.OFFTAKE]

    assert found.values.tolist() == list(range(count))
    assert (np.diff(found.starts) == np.timedelta64(900, "s")).all()


def test_a_gas_day_starts_at_six_and_a_clock_change_is_inside_it() -> None:
    home = AccessPointFactory(gas=True)
    store_days(home, Channel.GAS_ENERGY, date(2026, 3, 28), 1, lambda day, slot: slot)

    found = queries.intervals(a_grant(home, date(2026, 3, 28), date(2026, 3, 29)))[Channel.GAS_ENERGY]

    assert str(found.starts[0]) == "2026-03-28T05:00:00"
    assert found.values.tolist() == list(range(23))


def test_intervals_of_days_without_a_profile_are_missing() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 2), 1)

    found = queries.intervals(a_grant(home, date(2026, 10, 1), date(2026, 10, 4)))[Channel.OFFTAKE]

    assert found.known.tolist() == [False] * 96 + [True] * 96 + [False] * 96
    assert found.total == 9600


@pytest.mark.parametrize("granularity", [Granularity.YEAR, Granularity.MONTH])
def test_a_coarse_grant_refuses_days_weeks_and_quarter_hours(granularity: Granularity) -> None:
    grant = a_grant(AccessPointFactory(), date(2026, 1, 1), date(2026, 2, 1), granularity=granularity)

    for read in (queries.daily, queries.intervals, lambda grant: queries.buckets(grant, Step.WEEK)):
        with pytest.raises(NotVisible):
            read(grant)


def test_a_grant_of_days_refuses_quarter_hours_and_one_of_years_refuses_months() -> None:
    home = AccessPointFactory()
    with pytest.raises(NotVisible):
        queries.intervals(a_grant(home, date(2026, 1, 1), None, granularity=Granularity.DAY))
    with pytest.raises(NotVisible):
        queries.buckets(a_grant(home, date(2026, 1, 1), None, granularity=Granularity.YEAR), Step.MONTH)


def test_a_grant_without_history_refuses_every_history() -> None:
    grant = a_grant(AccessPointFactory(), date(2026, 1, 1), None, kinds=frozenset({DataKind.TECHNICAL}))

    monthly = partial(queries.buckets, step=Step.MONTH)
    for read in (queries.daily, queries.intervals, monthly, queries.index_history):
        with pytest.raises(NotVisible):
            read(grant)


def test_months_are_cut_where_the_grant_begins_and_ends() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2026, 1, 1), 90)

    months = queries.buckets(a_grant(home, date(2026, 1, 30), date(2026, 3, 2)), Step.MONTH)[Channel.OFFTAKE]

    assert [(month.start, month.end, month.total) for month in months] == [
        (date(2026, 1, 30), date(2026, 2, 1), 2 * 9600),
        (date(2026, 2, 1), date(2026, 3, 1), 28 * 9600),
        (date(2026, 3, 1), date(2026, 3, 2), 9600),
    ]
    assert all(month.complete for month in months)


def test_the_last_day_received_is_the_last_with_a_value() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2026, 11, 1), 3)
    store_days(home, Channel.OFFTAKE, date(2026, 11, 4), 1, lambda day, slot: -1)

    assert queries.last_received(a_grant(home, date(2026, 10, 1), date(2026, 11, 24))) == date(2026, 11, 3)
    assert queries.last_received(a_grant(home, date(2026, 11, 4), None)) is None


def test_a_meter_that_a_person_reads_offers_its_own_granularity_only() -> None:
    annual, digital = MeterFactory(kind="annual"), MeterFactory()

    for meter, expected in ((annual, [Granularity.YEAR]), (digital, list(Granularity))):
        grant = a_grant(meter.access_point, date(2025, 1, 1), None)
        assert queries.granularities(grant) == expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(-20, 60), length=st.integers(1, 60), gas=st.booleans())
def test_no_series_ever_holds_a_value_from_outside_the_grant(
    home_with_three_occupants: dict[bool, object], start: int, length: int, gas: bool
) -> None:
    """Each stored value tells its own day: whatever comes back must be of a day of the grant, and all of it."""
    first = date(2026, 3, 10) + timedelta(days=start)
    grant = a_grant(home_with_three_occupants[gas], first, first + timedelta(days=length))
    stored = range(date(2026, 3, 10).toordinal(), date(2026, 4, 19).toordinal())
    expected = {day.toordinal() for day in grant.period.days()} & set(stored)

    for history in queries.intervals(grant).values():
        assert set(history.values[history.known].tolist()) == expected
    for days in queries.daily(grant).values():
        assert {n for n, known in enumerate(days.known, days.start.toordinal()) if known} == expected
        assert days.start >= grant.period.start and days.end <= grant.period.end
    for channel, parts in queries.buckets(grant, Step.MONTH).items():
        total = queries.daily(grant)[channel].total
        assert sum(part.total for part in parts if part.total >= 0) == max(total, 0)


@pytest.fixture
def home_with_three_occupants() -> dict[bool, object]:
    """Forty days around the spring change of clocks; each value is the ordinal of its day."""
    homes = {False: AccessPointFactory(), True: AccessPointFactory(gas=True)}
    for gas, home in homes.items():
        channel = Channel.GAS_ENERGY if gas else Channel.OFFTAKE
        store_days(home, channel, date(2026, 3, 10), 40, lambda day, slot: day.toordinal())
    return homes
