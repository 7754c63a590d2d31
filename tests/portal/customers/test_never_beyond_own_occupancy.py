"""R3 under R11: whatever the market sends, in whatever order, a resident is offered own days only."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.access.actor import Actor, ActorKind
from portal.access.grants import NotVisible, decide
from portal.access.kinds import DataKind
from portal.access.queries import access_points_for
from portal.customers.models import Customer
from portal.grid.models import AccessPoint
from portal.identity.models import User
from portal.primitives.period import Period, years_before
from tests.factories import UserFactory
from tests.portal.market.lines import Event, take_in_all
from tests.portal.market.test_any_order import EANS, FIRST, histories

CUSTOMERS = ["C1", "C2", "C3"]
ARRIVALS = ("move_in", "customer_switch")
DEPARTURES = ("move_out", "initiate_leaving_customer")
# Around the moves, and around the days on which those three years have passed.
MOMENTS = [FIRST + timedelta(days=days) for days in (*range(-1, 9), *range(1094, 1104))]


def lives_there(events: Sequence[Event], customer: str, ean: str, day: date) -> bool:
    """The plain reading of the events: the last to arrive by `day` is this customer, who has not left since."""
    cancelled = {event["cancels"] for event in events if event["type"] == "cancelled"}
    valid = [event for event in events if event.get("ean") == ean and event["id"] not in cancelled]
    if not any(event["type"] == "access_point" for event in valid):
        return False
    arrivals = [event for event in valid if event["type"] in ARRIVALS and event["date"] <= str(day)]
    last = max(arrivals, key=lambda event: (event["date"], event["id"]), default=None)
    if last is None or last["customer"]["id"] != customer:
        return False
    return not any(
        event["type"] in DEPARTURES
        and last["date"] < event["date"] <= str(day)
        and event.get("customer", {"id": customer})["id"] == customer
        for event in valid
    )


def offered(user: User, access_point: AccessPoint, now: datetime) -> list[date]:
    actor = Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)
    asked = Period(date(2000, 1, 1), date(2100, 1, 1))
    try:
        grant = decide(actor=actor, access_point=access_point, kinds=[DataKind.HISTORY], period=asked, now=now)
    except NotVisible:
        assert access_point not in access_points_for(actor, now=now)
        return []
    assert access_point in access_points_for(actor, now=now)
    return list(grant.period.days())


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.data(),
    events=histories(),
    today=st.sampled_from(MOMENTS),
)
def test_no_day_is_offered_outside_the_own_occupancy_and_the_last_three_years(
    data: st.DataObject, events: list[Event], today: date
) -> None:
    shuffled = data.draw(st.permutations(events))
    cut = data.draw(st.integers(0, len(shuffled)))
    now = datetime.combine(today, time(12), tzinfo=UTC)
    with transaction.atomic():
        users = {customer: UserFactory() for customer in CUSTOMERS}
        for part in (shuffled[:cut], shuffled):  # also halfway, when events are still missing
            take_in_all(part)
            for customer, user in users.items():
                Customer.objects.filter(market_id=customer).update(user=user)
            for access_point in AccessPoint.objects.filter(ean__in=EANS):
                for customer, user in users.items():
                    for day in offered(user, access_point, now):
                        assert lives_there(part, customer, access_point.ean, day)
                        assert years_before(today, 3) <= day <= today
        transaction.set_rollback(True)
