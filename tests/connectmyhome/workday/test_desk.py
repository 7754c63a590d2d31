"""The coordinator's desk: the most pressing application first, twenty a page."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations.asking import ask
from connectmyhome.legs.operations.offering import record_payment
from connectmyhome.legs.operations.reckoning import reckon_all
from connectmyhome.legs.queries import with_clocks
from connectmyhome.legs.states import LegState
from connectmyhome.legs.terms.operations import load_terms
from connectmyhome.operators import Operator, Utility
from connectmyhome.workday.queries import under_way
from portal.access.actor import SYSTEM
from portal.accounts.roles import Role
from portal.primitives.period import belgian_day
from tests.connectmyhome.scenes import a_leg, a_sent_application
from tests.connectmyhome.workday.round import NOW
from tests.factories import a_member_of_staff
from tests.journeys.people import client_of

TODAY, DAY = belgian_day(NOW), timedelta(days=1)
pytestmark = pytest.mark.django_db


def kept(leg: Leg) -> date | None:
    leg.refresh_from_db()
    return leg.deadline


def test_deadlines_put_the_desk_in_order_and_only_the_page_is_read():
    load_terms(now=NOW)
    paid = [
        a_leg(a_sent_application(NOW), accepted_at=NOW - DAY * days, paid_on=TODAY - DAY * days)
        for days in range(25)
    ]
    early = a_leg(a_sent_application(NOW - DAY * 300), Operator.SWDE, Utility.WATER)  # without a legal term
    done = a_leg(
        early.application,
        state=LegState.CONNECTED,
        accepted_at=NOW - DAY * 90,
        paid_on=TODAY - DAY * 90,
        planned_on=TODAY,
    )
    reckon_all(now=NOW)
    order = [leg.application.reference for leg in reversed(paid)] + [done.application.reference]
    assert [each.reference for each in under_way()] == order

    client = client_of(a_member_of_staff(Role.CONNECTION_COORDINATOR))
    with CaptureQueriesContext(connection) as asked:
        shown = [client.get(f"/en/desk/connect/?page={number}").content.decode() for number in (1, 2)]
    pages = [re.findall(r"connect/applications/([^/]+)/", page) for page in shown]
    assert pages == [order[:20], order[20:]]
    assert sum("LIMIT 20" in one["sql"] for one in asked) == 1  # of the first page; the second holds the rest


def test_a_deadline_follows_each_change_and_each_day_that_waits_for_the_applicant():
    load_terms(now=NOW)
    leg = a_leg(paid_on=None)
    record_payment(leg=leg, paid_on=TODAY - DAY, actor=SYSTEM, now=NOW)
    running = kept(leg)
    assert running == TODAY + 29 * DAY

    ask(leg=leg, text="Where?", actor=SYSTEM, now=NOW)
    assert reckon_all(now=NOW + 3 * DAY) == 1

    assert kept(leg) == running + 3 * DAY == with_clocks([leg], now=NOW + 3 * DAY)[0][1].deadline
    assert reckon_all(now=NOW + 3 * DAY) == 0
