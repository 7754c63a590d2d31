"""Oversight of look-ups: the head's confirmation and report, alerts for cases that nobody confirms (R9, R15)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from mandates.welfare.models import CaseLookUp
from mandates.welfare.operations.oversight import confirm_cases, forget, raise_unconfirmed, tell_heads
from mandates.welfare.queries import month_of, report_of
from mandates.welfare.tasks import watch
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.cases.models import Case
from portal.identity.models import User
from portal.messaging.models import Message
from portal.primitives.period import Period
from tests.mandates.welfare.office import MONS, NOW, TODAY, a_home, a_worker, an_office, looked_up

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=31)
DECEMBER = datetime(2026, 12, 1, 6, tzinfo=UTC)


@pytest.fixture
def head(office):
    return a_worker(office, Role.ADMINISTRATOR, name="Nadine Collard")


def test_the_head_confirms_that_a_case_exists(worker, head, home):
    made = looked_up(worker, home)
    assert confirm_cases(actor=head, look_ups=[made.public_id], now=LATER) == 1
    made.refresh_from_db()
    assert (made.confirmed_at, made.confirmed_by_id) == (LATER, head.user_id)
    event = Event.objects.get(code="case_confirmed")
    assert (event.actor_id, event.reference, event.subject) == (head.id, "2026/0117", "")


def test_nobody_confirms_the_own_cases(head, home):
    made = looked_up(head, home)
    assert confirm_cases(actor=head, look_ups=[made.public_id], now=LATER) == 0
    with pytest.raises(IntegrityError):
        CaseLookUp.objects.update(confirmed_at=LATER, confirmed_by=head.user_id)


def test_the_head_of_another_office_confirms_nothing(worker, home):
    made = looked_up(worker, home)
    stranger = a_worker(an_office(), Role.ADMINISTRATOR)
    assert confirm_cases(actor=stranger, look_ups=[made.public_id], now=LATER) == 0


def test_a_look_up_that_found_nobody_needs_no_case(worker, head):
    made = looked_up(worker, a_home(municipality=MONS))
    assert confirm_cases(actor=head, look_ups=[made.public_id], now=LATER) == 0
    assert raise_unconfirmed(now=LATER) == 0


def test_a_case_that_nobody_confirms_in_thirty_days_raises_one_alert_for_the_person_and_day(worker, home):
    looked_up(worker, home, case="2026/1")
    looked_up(worker, home, case="2026/2")
    raise_unconfirmed(now=NOW + timedelta(days=30))
    assert not Case.objects.exists()
    raise_unconfirmed(now=LATER)
    raise_unconfirmed(now=LATER + timedelta(days=1))
    [case] = Case.objects.all()
    assert case.detail == {"alert": "no_case_followed", "count": 2}
    assert (case.person, case.organisation) == (worker.id, worker.organisation)
    assert case.since == datetime(2026, 11, 24, 23, tzinfo=UTC)


def test_a_round_that_was_missed_is_made_up_for(worker, home):
    looked_up(worker, home)
    raise_unconfirmed(now=LATER + timedelta(days=5))
    assert Case.objects.count() == 1


def test_a_confirmed_case_raises_no_alert(worker, head, home):
    confirm_cases(actor=head, look_ups=[looked_up(worker, home).public_id], now=NOW)
    assert raise_unconfirmed(now=LATER) == 0


def test_the_report_counts_who_looked_in_the_month_and_the_own_office_alone(office, worker, head, home):
    looked_up(worker, home)
    looked_up(worker, a_home(municipality=MONS))
    looked_up(head, home)
    looked_up(worker, home, now=datetime(2026, 10, 31, 22, 59, tzinfo=UTC))
    looked_up(a_worker(an_office()), home)
    report = report_of(office, month_of(TODAY))
    assert report.total == 3
    assert [(person.times, person.found, person.unconfirmed) for person in report.people] == [(2, 1, 1), (1, 1, 1)]
    assert {each.organisation_id for each in report.look_ups} == {office.pk}


def test_a_month_is_that_of_the_calendar_in_belgium(office, worker, home):
    looked_up(worker, home, now=datetime(2026, 10, 31, 23, 0, tzinfo=UTC))
    assert report_of(office, month_of(date(2026, 11, 30))).total == 1
    assert month_of(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2027, 1, 1))


def test_the_heads_of_offices_that_looked_are_told_once_that_a_report_waits(worker, head, home):
    a_worker(an_office(MONS), Role.ADMINISTRATOR)
    looked_up(worker, home)
    tell_heads(now=DECEMBER)
    tell_heads(now=DECEMBER + timedelta(days=2))
    [message] = Message.objects.filter(template="look_up_report.email")
    assert message.context == {}
    assert message.email == head_email(head)


def test_no_report_is_told_later_than_the_first_week_of_the_month(worker, head, home):
    looked_up(worker, home)
    assert tell_heads(now=DECEMBER + timedelta(days=8)) == 0


def test_look_ups_are_forgotten_after_twenty_months(worker, home):
    looked_up(worker, home)
    assert forget(now=NOW + timedelta(days=600)) == 0
    forget(now=NOW + timedelta(days=620))
    assert not CaseLookUp.objects.exists()
    assert Event.objects.filter(code="case_look_up").exists()


def test_the_daily_round_runs_twice_without_harm(worker, home):
    looked_up(worker, home)
    watch()
    watch()


def head_email(head) -> str:
    return str(User.objects.get(pk=head.user_id).email)
