"""Whatever the market tells, in whatever order, nobody reads a value outside the own occupancy and three years."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from consumption.history import queries
from consumption.history.series import Step
from consumption.ingest.operations import Day, store_days
from consumption.store.kinds import Channel, Status
from portal.access.actor import Actor, ActorKind
from portal.access.grants import NotVisible
from portal.customers.models import Customer
from portal.grid.models import AccessPoint
from portal.identity.models import User
from portal.look_up.models import LookUp
from portal.look_up.operations import confirm, judge
from portal.messaging.models import Message
from portal.primitives.period import Period, years_before
from tests.factories import UserFactory, an_ean
from tests.portal.market.lines import Event, access_point, cancel, meter, move_in, move_out, take_in_all

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = date(2026, 6, 15)
THREE_YEARS_AGO = years_before(TODAY, 3)
EAN, METER = an_ean(1), "1SAG0000000001"
PEOPLE = ("anne", "bram", "carla")

days = st.dates(date(2022, 6, 1), date(2026, 6, 20))
moves = st.tuples(st.sampled_from(["in", "in", "out"]), days, st.sampled_from(PEOPLE), st.booleans())
moves_on_different_days = st.lists(moves, min_size=1, max_size=6, unique_by=lambda move: move[1])


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(moves=moves_on_different_days, data=st.data())
def test_nobody_reads_outside_the_own_occupancy_and_the_last_three_years(home, moves, data):
    with override_settings(LIMITS_PREFIX=f"test-{uuid4().hex}"), undone():
        users, point = home
        events, cancellations = _events(moves)
        # Each message may come late, twice, and its cancellation before it.
        stream = data.draw(st.permutations(events + cancellations + events[:2]))
        cut = data.draw(st.integers(0, len(stream)))
        take_in_all(stream[:cut], now=NOW)
        opened = _look_up(point)
        take_in_all(stream[cut:], now=NOW)
        for person in PEOPLE:
            Customer.objects.filter(market_id=person).update(user=users[person])
        for person in PEOPLE:
            _check_resident(users[person], point, _lived(moves, person))
        _check_look_up(opened, point, moves)


@contextmanager
def undone() -> Iterator[None]:
    """Leave the database as it was: each example begins in the same home."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


@pytest.fixture
def home(db) -> tuple[dict[str, User], AccessPoint]:
    """A metered home with a value each day for five years; each value names its day."""
    take_in_all([access_point("point", EAN), meter("meter", "2020-01-01", METER, EAN)], now=NOW)
    point = AccessPoint.objects.get(ean=EAN)
    store_days(
        days=[
            Day(point.pk, Channel.OFFTAKE, day, total=day.toordinal(), status=Status.MEASURED)
            for day in Period(date(2021, 6, 1), date(2026, 6, 16)).days()
        ],
        source="test",
        now=NOW,
    )
    return {person: UserFactory() for person in PEOPLE}, point


def _events(moves) -> tuple[list[Event], list[Event]]:
    events, cancellations = [], []
    for number, (kind, day, person, cancelled) in enumerate(moves):
        key = f"move-{number}"
        mobile = {"mobile": "+32470123456"}
        if kind == "in":
            told = move_in(key, day, person, EAN)
            told["customer"] |= mobile
        else:
            told = move_out(key, day, ean=EAN)
        events.append(told)
        if cancelled:
            cancellations.append(cancel(f"cancel-{number}", key))
    return events, cancellations


def _occupant(moves, day: date) -> str | None:
    """Who lives there on `day`, by the plainest reading: what the latest move that stands says."""
    past = [move for move in moves if not move[3] and move[1] <= day]
    if not past:
        return None
    kind, _, person, _ = max(past, key=lambda move: move[1])
    return person if kind == "in" else None


def _lived(moves, person: str) -> set[date]:
    visible = Period(THREE_YEARS_AGO, TODAY + timedelta(days=1))
    return {day for day in visible.days() if _occupant(moves, day) == person}


def _check_resident(user: User, point: AccessPoint, own: set[date]) -> None:
    actor = Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)
    try:
        grant = queries.grant_for(actor, point.public_id, now=NOW)
    except NotVisible:
        assert not own
        return
    read = queries.daily(grant)[Channel.OFFTAKE]
    seen = {date.fromordinal(int(value)) for value in read.totals if value >= 0}
    event("resident read")
    assert seen and seen <= own


def _look_up(point: AccessPoint) -> LookUp | None:
    """Ask with the two numbers in between, and give the code back when one was sent."""
    asked = LookUp.objects.create(ean=EAN, meter_number=METER, language="fr", requested_at=NOW)
    judge(look_up_id=asked.pk, now=NOW)
    message = Message.objects.order_by("-pk").first()
    return confirm(look_up_id=asked.pk, code=message.context["code"], now=NOW) if message else None


def _check_look_up(opened: LookUp | None, point: AccessPoint, moves) -> None:
    if opened is None or opened.occupancy is None:
        return
    person = opened.occupancy.customer.market_id
    actor = Actor(ActorKind.LOOK_UP, id=str(opened.public_id), look_up_id=opened.pk)
    try:
        grant = queries.grant_for(actor, point.public_id, now=NOW)
    except NotVisible:
        return
    assert _occupant(moves, TODAY) == person
    with pytest.raises(NotVisible):
        queries.daily(grant)
    stay = set(_current_stay(moves))
    read = sum(bucket.total for bucket in queries.buckets(grant, Step.MONTH)[Channel.OFFTAKE] if bucket.total >= 0)
    event("look-up read")
    assert read == sum(day.toordinal() for day in stay)


def _current_stay(moves) -> Iterator[date]:
    """The days of today's stay, newest first, at most three years back."""
    person, day = _occupant(moves, TODAY), TODAY
    while day >= THREE_YEARS_AGO and _occupant(moves, day) == person:
        yield day
        day -= timedelta(days=1)
