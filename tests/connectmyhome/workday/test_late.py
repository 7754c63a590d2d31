"""A late leg alerts once (R13)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from connectmyhome.legs.models import Question
from connectmyhome.legs.operations.reckoning import reckon_all
from connectmyhome.legs.terms.operations import load_terms
from connectmyhome.operators import Operator, Utility
from connectmyhome.workday.models import LateAlert
from connectmyhome.workday.operations.late import alert_late
from connectmyhome.workday.tasks import days
from portal.accounts.roles import Role
from portal.messaging.models import Message
from tests.connectmyhome.scenes import a_leg, a_network_operator, a_sent_application
from tests.factories import a_member_of_staff
from tests.journeys.people import client_of

NOW = timezone.now()
pytestmark = pytest.mark.django_db


@pytest.fixture
def late():
    load_terms(now=NOW)
    a_network_operator(Operator.ORES, email="raccordements@ores.example")
    return a_leg(now=NOW - timedelta(days=60))


def test_the_operator_is_told_once_and_not_whose_home_it_is(late):
    assert (alert_late(now=NOW), alert_late(now=NOW + timedelta(days=1))) == (1, 0)
    message = Message.objects.get(template="leg_late.email")
    assert (message.email, message.context, message.subject) == ("raccordements@ores.example", {}, "")
    assert LateAlert.objects.get().leg == late


def test_the_daily_task_alerts_and_may_come_twice(late):
    days()
    days("surprise", unknown=True)
    assert LateAlert.objects.count() == 1


def test_who_waits_for_the_applicant_or_has_no_legal_term_is_not_late(late):
    asked = a_leg(utility=Utility.GAS, now=NOW - timedelta(days=90))
    Question.objects.create(leg=asked, text="?", asked_by="member", asked_at=NOW - timedelta(days=80))
    a_leg(operator=Operator.SWDE, utility=Utility.WATER, now=NOW - timedelta(days=300))
    assert alert_late(now=NOW) == 1


def test_late_ones_stand_first_at_the_desk_of_the_coordinator(late):
    punctual = a_leg(a_sent_application(NOW - timedelta(days=90)))
    reckon_all(now=NOW)
    alert_late(now=NOW)
    client = client_of(a_member_of_staff(Role.CONNECTION_COORDINATOR))
    page = client.get("/en/desk/connect/").content.decode()
    first, second = late.application.reference, punctual.application.reference
    assert page.index(first) < page.index(second)
    assert "The legal term ended on" in page
    assert "ORES was told" in page


def test_the_desk_is_for_coordinators(late):
    assert client_of(a_member_of_staff(Role.CONTACT_CENTRE)).get("/en/desk/connect/").status_code == 403
    assert "sign-in" in Client().get("/en/desk/connect/")["Location"]
