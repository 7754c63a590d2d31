"""Disclosing a history: traced before it is read."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consumption.history import operations, queries
from consumption.history.reasons import Missing, outside
from consumption.history.series import Step
from consumption.models import IndexReading
from consumption.store.kinds import Channel, Status
from portal.access.actor import Actor, ActorKind
from portal.access.grants import NotVisible
from portal.access.kinds import Granularity
from portal.audit.models import Event
from portal.grid.models import AccessPoint, Meter
from portal.primitives.period import Period
from tests.consumption.readings import NOW, a_grant, store_days
from tests.factories import (
    AccessPointFactory,
    CustomerFactory,
    MeterFactory,
    OccupancyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

THREE_YEARS = date(2023, 11, 23), date(2026, 11, 24)
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def traced() -> list[tuple[date | None, date | None, str, str]]:
    events = Event.objects.filter(code="disclosure").order_by("pk")
    return [(event.period_start, event.period_end, event.granularity, event.channel) for event in events]


def test_a_month_is_traced_with_its_period_granularity_and_channel() -> None:
    home = AccessPointFactory()

    operations.disclose_history(
        grant=a_grant(home, *THREE_YEARS), period=OCTOBER, granularity=Granularity.DAY, channel="page"
    )

    assert traced() == [(date(2026, 10, 1), date(2026, 11, 1), "day", "page")]
    assert Event.objects.get(code="disclosure").kinds == ["history"]


def test_the_comparison_with_the_year_before_is_traced_too() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2025, 10, 1), 10, lambda day, slot: 200)
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 31, lambda day, slot: 100)

    history = operations.disclose_history(
        grant=a_grant(home, *THREE_YEARS),
        period=OCTOBER,
        granularity=Granularity.INTERVAL,
        channel="page",
        compare=True,
    )

    assert [period[:2] for period in traced()] == [
        (date(2026, 10, 1), date(2026, 11, 1)),
        (date(2025, 10, 1), date(2025, 11, 1)),
    ]
    comparison = history.comparison(Channel.OFFTAKE)
    assert comparison is not None
    assert (comparison.compared_days, comparison.change) == (10, -0.5)
    matrix = history.matrix(Channel.OFFTAKE)
    assert matrix is not None
    assert matrix.values.shape == (31, 24)


def test_there_is_no_comparison_with_a_year_that_the_grant_does_not_hold() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2025, 10, 1), 31)

    history = operations.disclose_history(
        grant=a_grant(home, date(2026, 1, 1), None),
        period=OCTOBER,
        granularity=Granularity.DAY,
        channel="page",
        compare=True,
    )

    assert history.comparison(Channel.OFFTAKE) is None
    assert len(traced()) == 1


def test_nothing_is_traced_or_read_of_a_period_outside_the_grant() -> None:
    with pytest.raises(NotVisible):
        operations.disclose_history(
            grant=a_grant(AccessPointFactory(), date(2026, 11, 1), None),
            period=OCTOBER,
            granularity=Granularity.DAY,
            channel="page",
        )
    assert traced() == []


def test_a_grant_of_months_gives_whole_months_and_never_the_total_of_a_day() -> None:
    home = AccessPointFactory()
    store_days(home, Channel.OFFTAKE, date(2026, 10, 1), 31)
    grant = a_grant(home, *THREE_YEARS, granularity=Granularity.MONTH)

    months = operations.disclose_buckets(
        grant=grant, period=Period(date(2026, 10, 7), date(2026, 10, 8)), step=Step.MONTH, channel="page"
    )

    assert [(month.start, month.total) for month in months[Channel.OFFTAKE]] == [
        (date(2026, 10, 1), (31 * 96 + 4) * 100)
    ]
    assert traced() == [(date(2026, 10, 1), date(2026, 11, 1), "month", "page")]
    for step in (Step.WEEK, Step.DAY):
        with pytest.raises(NotVisible):
            operations.disclose_buckets(grant=grant, period=OCTOBER, step=step, channel="page")


def test_each_missing_day_has_its_reason() -> None:
    home = AccessPointFactory()
    MeterFactory(access_point=home)
    store_days(home, Channel.OFFTAKE, date(2026, 11, 15), 6)  # 15 to 20 November; today is the 23rd

    history = operations.disclose_history(
        grant=a_grant(home, date(2026, 11, 14), date(2026, 11, 26)),
        period=Period(date(2026, 11, 1), date(2026, 12, 1)),
        granularity=Granularity.DAY,
        channel="page",
    )

    assert history.period == Period(date(2026, 11, 14), date(2026, 11, 26))
    assert history.reasons(Channel.OFFTAKE) == {
        date(2026, 11, 14): Missing.NOT_RECEIVED,
        date(2026, 11, 21): Missing.NOT_READ_YET,
        date(2026, 11, 22): Missing.NOT_READ_YET,
        date(2026, 11, 23): Missing.NOT_READ_YET,
        date(2026, 11, 24): Missing.IN_THE_FUTURE,
        date(2026, 11, 25): Missing.IN_THE_FUTURE,
    }


def test_a_meter_that_a_person_reads_says_that_it_sends_no_days() -> None:
    meter = MeterFactory(kind="annual")

    history = operations.disclose_history(
        grant=a_grant(meter.access_point, date(2026, 11, 1), None),
        period=Period(date(2026, 11, 1), date(2026, 11, 2)),
        granularity=Granularity.DAY,
        channel="page",
    )

    assert history.reasons(Channel.OFFTAKE) == {date(2026, 11, 1): Missing.METER_SENDS_NO_DAYS}


def test_what_lies_outside_the_grant_has_its_reason() -> None:
    home = AccessPointFactory()
    mover = a_grant(home, date(2025, 6, 1), date(2026, 2, 1))
    settled = a_grant(home, *THREE_YEARS)

    assert outside(mover, date(2025, 5, 31)) is Missing.BEFORE_YOU_MOVED_IN
    assert outside(mover, date(2026, 2, 1)) is Missing.AFTER_YOU_LEFT
    assert outside(mover, date(2025, 6, 1)) is None
    assert outside(settled, date(2023, 11, 22)) is Missing.BEFORE_THREE_YEARS
    assert outside(settled, date(2026, 11, 24)) is Missing.IN_THE_FUTURE


def test_a_resident_reads_the_own_occupancy_and_at_most_three_years_of_it() -> None:
    user = UserFactory()
    home = AccessPointFactory()
    OccupancyFactory(access_point=home, customer=CustomerFactory(user=user), start=date(2019, 1, 1))
    for day in (date(2023, 11, 22), date(2023, 11, 23), date(2026, 11, 22)):
        store_days(home, Channel.OFFTAKE, day, 1)
    actor = Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)

    grant = queries.grant_for(actor, home.public_id, now=NOW)
    days = queries.daily(grant)[Channel.OFFTAKE]

    assert days.start == date(2023, 11, 23)
    assert days.known.sum() == 2


def test_a_stranger_and_an_unknown_id_get_the_same_refusal() -> None:
    stranger = UserFactory()
    actor = Actor(ActorKind.RESIDENT, id=str(stranger.public_id), user_id=stranger.pk)
    home = OccupancyFactory().access_point

    for public_id in (home.public_id, stranger.public_id):
        with pytest.raises(NotVisible):
            queries.grant_for(actor, public_id, now=datetime(2026, 11, 23, tzinfo=UTC))


def index(home: AccessPoint, meter: Meter, day: date, kwh: int) -> None:
    IndexReading.objects.create(
        access_point_id=home.pk,
        meter_id=meter.pk,
        register="1.8.1",
        day=day,
        value=kwh * 1000,
        status=Status.MEASURED,
        source=IndexReading.Source.READER,
    )


def test_the_former_occupants_use_enters_no_difference() -> None:
    meter = MeterFactory(kind="annual", registers=["1.8.1"])
    home = meter.access_point
    moved_in = date(2025, 6, 1)
    for day, kwh in [(date(2025, 3, 1), 1000), (moved_in, 1900), (date(2026, 3, 1), 4000)]:
        index(home, meter, day, kwh)

    periods = operations.disclose_index_history(
        grant=a_grant(home, moved_in, None, granularity=Granularity.YEAR),
        period=Period(*THREE_YEARS),
        channel="page",
    )

    assert [(period.start, period.end, period.total) for period in periods] == [
        (moved_in, date(2026, 3, 1), 2_100_000)
    ]
    assert traced() == [(moved_in, date(2026, 11, 24), "year", "page")]


def test_a_monthly_meters_readings_are_too_fine_for_a_grant_of_years() -> None:
    meter = MeterFactory(kind="monthly", registers=["1.8.1"])
    for month in range(1, 4):
        index(meter.access_point, meter, date(2026, month, 1), 100 * month)
    start = date(2026, 1, 1)

    found = queries.index_history(a_grant(meter.access_point, start, None, granularity=Granularity.MONTH))
    assert [period.total for period in found] == [100_000, 100_000]
    assert queries.last_received(a_grant(meter.access_point, start, None)) == date(2026, 3, 1)
    with pytest.raises(NotVisible):
        queries.index_history(a_grant(meter.access_point, start, None, granularity=Granularity.YEAR))


def test_the_period_read_never_reaches_past_the_day_it_was_decided_on() -> None:
    home = AccessPointFactory()
    history = operations.disclose_history(
        grant=a_grant(home, date(2026, 11, 1), None),
        period=Period(date(2026, 11, 1)),
        granularity=Granularity.DAY,
        channel="page",
    )

    assert history.period.end == NOW.date() + timedelta(days=1)
