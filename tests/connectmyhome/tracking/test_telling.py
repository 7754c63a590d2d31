from datetime import timedelta

import pytest
from django.utils import timezone

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import move
from connectmyhome.legs.operations import asking, offering, studying, withdrawing
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import Operator
from portal.access.actor import ANONYMOUS
from portal.messaging.models import Message
from tests.connectmyhome.legs.factories import OPERATOR_STAFF, a_leg, a_question, an_offer
from tests.connectmyhome.scenes import a_sent_application

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
MINUTE = timedelta(minutes=1)


def told(application: Application) -> list[Message]:
    return list(Message.objects.filter(template__startswith="connect_news").order_by("not_before"))


def two_legs() -> tuple[Application, list]:
    application = a_sent_application(NOW)
    operators = (Operator.ORES, Operator.SWDE)
    legs = [
        a_leg(LegState.SUBMITTED, application=application, operator=each, now=NOW - MINUTE) for each in operators
    ]
    return application, legs


def test_the_first_change_is_told_at_once():
    application, (leg, _) = two_legs()

    studying.begin_study(leg=leg, actor=OPERATOR_STAFF, now=NOW)

    (message,) = told(application)
    assert (message.not_before, message.email) == (NOW, "claire@example.org")


def test_what_follows_within_the_hour_comes_in_one_message_after_it():
    application, (leg, other) = two_legs()

    studying.begin_study(leg=leg, actor=OPERATOR_STAFF, now=NOW)
    for minutes, one in ((5, leg), (20, other), (40, leg)):
        asking.ask(leg=one, text=f"Question {minutes}", actor=OPERATOR_STAFF, now=NOW + minutes * MINUTE)

    assert [message.not_before for message in told(application)] == [NOW, NOW + 60 * MINUTE]
    assert application.notices.count() == 4


def test_after_a_quiet_hour_the_next_change_is_told_at_once():
    application, (leg, _) = two_legs()

    studying.begin_study(leg=leg, actor=OPERATOR_STAFF, now=NOW)
    an_offer(leg, now=NOW + 61 * MINUTE)

    assert [message.not_before for message in told(application)] == [NOW, NOW + 61 * MINUTE]


def test_a_missing_document_is_one_piece_of_news():
    application, (leg, _) = two_legs()

    a_question(leg, "site_plan", now=NOW)

    assert [each.what for each in application.notices.all()] == ["incomplete"]
    assert len(told(application)) == 1


def test_what_the_applicant_did_is_no_news_to_the_applicant():
    application, (leg, other) = two_legs()
    studying.begin_study(leg=leg, actor=OPERATOR_STAFF, now=NOW - 3 * 60 * MINUTE)
    offer = an_offer(leg, now=NOW - 3 * 60 * MINUTE)
    before = len(told(application))

    offering.accept(offer=offer, actor=ANONYMOUS, now=NOW)
    withdrawing.withdraw(leg=other, actor=ANONYMOUS, now=NOW)

    assert len(told(application)) == before


def test_who_wants_sms_gets_sms():
    application, (leg, _) = two_legs()
    Application.objects.filter(pk=application.pk).update(notify_by="sms")

    studying.begin_study(leg=leg, actor=OPERATOR_STAFF, now=NOW)

    (message,) = told(application)
    assert (message.channel, message.mobile) == ("sms", "+32470123456")


def test_the_text_says_nothing_of_the_person_or_the_home():
    application, (leg, _) = two_legs()

    studying.begin_study(leg=leg, actor=OPERATOR_STAFF, now=NOW)

    (message,) = told(application)
    assert set(message.context) == {"link"}
    assert message.context["link"].endswith(f"/fr/connect/{application.reference}/track/")


def test_a_change_that_comes_to_nothing_tells_nobody(django_capture_on_commit_callbacks):
    application, (leg, _) = two_legs()

    with pytest.raises(asking.UnableToAsk):
        asking.ask(leg=leg, text=" ", actor=OPERATOR_STAFF, now=NOW)

    assert told(application) == []


def test_a_day_that_falls_away_is_told_whatever_the_mover_had_read_before():
    application = a_sent_application(NOW)
    leg = a_leg(LegState.ACCEPTED, application=application, operator=Operator.ORES, now=NOW - MINUTE)
    before = Leg.objects.get(pk=leg.pk)
    move(leg, LegState.PLANNED, by=Party.OPERATOR, actor=OPERATOR_STAFF, now=NOW - MINUTE, planned_on=NOW.date())

    move(before, LegState.ACCEPTED, by=Party.OPERATOR, actor=OPERATOR_STAFF, now=NOW, planned_on=None)

    assert application.notices.latest("at").what == "unplanned"
