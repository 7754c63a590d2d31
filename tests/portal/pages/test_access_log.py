"""R14: the customer reads who saw what, when, on which legal basis and why."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from portal.access.actor import Actor, ActorKind
from portal.access.grants import Grant
from portal.access.journal import lines
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.access.operations import disclose
from portal.audit.operations import record
from portal.pages.journal.queries import OTHERS, Choice, lines_about
from portal.primitives.period import Period
from tests.factories import OccupancyFactory, OrganisationFactory, UserFactory
from tests.journeys.people import session_of

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 6, 15, 8, tzinfo=UTC)
JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def occupancy():
    return OccupancyFactory(customer__user=UserFactory())


@pytest.fixture
def resident(occupancy) -> Actor:
    user = occupancy.customer.user
    return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)


def show(occupancy, actor, period=JUNE, at=MORNING, **changes) -> None:
    disclose(
        grant=Grant(
            actor=actor,
            access_point=occupancy.access_point,
            kinds=frozenset({DataKind.HISTORY}),
            period=period,
            granularity=Granularity.DAY,
            basis=LegalBasis.OCCUPANCY,
            reference="",
            subject=str(occupancy.customer.public_id),
            decided_at=at,
        ),
        channel="page",
        **changes,
    )


def read(actor, **choice):
    return lines(lines_about(actor, Choice(**choice)), reader=actor.id)


def test_line_says_who_saw_what_of_which_home_on_which_basis_and_why(occupancy, resident):
    company = OrganisationFactory(name="Éco-Conseil SRL")
    adviser = Actor(ActorKind.MEMBER, id="adviser", organisation=str(company.public_id))
    show(occupancy, adviser, purpose="advice on heating")
    (line,) = read(resident)
    assert (line.who, line.purpose, line.times) == ("Éco-Conseil SRL", "advice on heating", 1)
    assert line.access_point == occupancy.access_point
    assert line.periods == [JUNE]
    assert [str(kind) for kind in line.kinds] == ["consumption"]
    assert str(line.basis) == "Your own data"
    assert line.day == date(2026, 6, 15)


def test_same_view_again_on_a_day_makes_one_line_that_counts(occupancy, resident):
    show(occupancy, resident)
    show(occupancy, resident, period=Period(date(2025, 6, 1), date(2025, 7, 1)))
    show(occupancy, resident, period=Period(date(2026, 6, 10), date(2026, 7, 4)))
    (line,) = read(resident)
    assert line.times == 3
    assert line.periods == [Period(date(2026, 6, 1), date(2026, 7, 4)), Period(date(2025, 6, 1), date(2025, 7, 1))]


def test_days_begin_at_midnight_in_belgium(occupancy, resident):
    show(occupancy, resident, at=datetime(2026, 6, 14, 21, 59, tzinfo=UTC))
    show(occupancy, resident, at=datetime(2026, 6, 14, 22, 1, tzinfo=UTC))
    assert [line.day for line in read(resident)] == [date(2026, 6, 15), date(2026, 6, 14)]


def test_own_views_can_be_left_out(occupancy, resident):
    show(occupancy, resident)
    show(occupancy, Actor(ActorKind.LOOK_UP, id="look-up"))
    (line,) = read(resident, who=OTHERS)
    assert not line.own


def test_resident_sees_nothing_of_another_customer(occupancy, resident):
    show(OccupancyFactory(customer__user=UserFactory()), Actor(ActorKind.SYSTEM))
    assert read(resident) == []


def test_former_occupant_keeps_the_own_journal_and_gets_none_of_the_next(resident, occupancy):
    occupancy.end = date(2026, 6, 1)
    occupancy.save()
    following = OccupancyFactory(access_point=occupancy.access_point, start=date(2026, 6, 1))
    show(occupancy, Actor(ActorKind.SYSTEM))
    show(following, Actor(ActorKind.SYSTEM))
    assert len(read(resident)) == 1


def test_event_without_data_has_no_period(occupancy, resident):
    record(
        code="look_up_confirmed",
        at=timezone.now(),
        actor_kind="look_up",
        subject=str(occupancy.customer.public_id),
    )
    (line,) = read(resident)
    assert line.periods == []
    assert str(line.what) == "Look-up opened with the code"


def test_visitor_without_an_account_sees_no_line(occupancy):
    show(occupancy, Actor(ActorKind.SYSTEM))
    assert read(Actor(ActorKind.LOOK_UP, id="x", look_up_id=1)) == []


def test_a_page_of_lines_takes_four_queries(occupancy, resident, django_assert_num_queries):
    member = Actor(ActorKind.MEMBER, id="m", organisation=str(OrganisationFactory().public_id))
    for day in range(1, 10):
        show(occupancy, member, at=datetime(2026, 6, day, tzinfo=UTC))
    with django_assert_num_queries(4):
        assert len(read(resident)) == 9


def test_page_shows_the_first_and_the_last_day_of_what_was_seen(client, settings, occupancy, resident):
    show(occupancy, Actor(ActorKind.SYSTEM))
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(occupancy.customer.user).session_key
    page = client.get("/fr/access-log/").content.decode()
    assert re.search(r"01/06/2026\s–\s30/06/2026", page)
