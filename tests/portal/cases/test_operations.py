"""Cases of the data protection officer: opened once, answered in time, never handled by whom they are about."""

from datetime import UTC, date, datetime

import pytest

from portal.access.actor import Actor, ActorKind
from portal.audit.models import Event
from portal.cases.models import Case
from portal.cases.operations import UnableToHandle, finish, open_case, take_in_hand
from portal.cases.states import MOVES, Alert, CaseKind, CaseState, due_on
from portal.messaging.models import Message
from tests.factories import CustomerFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def an_officer(**user) -> Actor:
    person = UserFactory(**user)
    return Actor(ActorKind.STAFF, id=str(person.public_id), user_id=person.pk, role="data_protection_officer")


def a_question(customer=None, **told) -> Case:
    customer = customer or CustomerFactory(user=UserFactory(language="nl"))
    return open_case(
        key=f"line:{customer.public_id}",
        kind=CaseKind.NOT_RECOGNISED,
        subject=str(customer.public_id),
        detail={},
        words="I do not know this company",
        now=NOW,
        **told,
    )


def an_alert(**told) -> Case:
    return open_case(
        key="many:2026-11-25",
        kind=CaseKind.LOOK_UP_ALERT,
        organisation="cpas",
        detail={"alert": Alert.MANY_LOOK_UPS, "count": 51},
        now=NOW,
        **told,
    )


def mails() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("template", flat=True))


def test_same_cause_opens_one_case_and_tells_the_officer_once():
    assert an_alert().pk == an_alert().pk
    assert Case.objects.count() == 1
    assert mails() == ["case_opened.email"]


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (date(2026, 11, 26), date(2026, 12, 28)),  # 26 December is a Saturday
        (date(2026, 12, 1), date(2027, 1, 4)),  # 1 January is a holiday, a weekend follows
        (date(2026, 1, 31), date(2026, 3, 2)),  # February has no 31st; its last day is a Saturday
        (date(2026, 12, 14), date(2027, 1, 14)),
    ],
)
def test_a_resident_is_answered_within_one_month_that_ends_on_a_working_day(opened, due):
    assert due_on(CaseKind.NOT_RECOGNISED, opened) == due


def test_an_alert_is_due_within_two_working_days():
    assert due_on(CaseKind.LOOK_UP_ALERT, date(2026, 11, 27)) == date(2026, 12, 1)


def test_answer_reaches_the_resident_in_the_portal_and_the_mail_says_nothing_of_it():
    case, officer = a_question(), an_officer()
    take_in_hand(case=case, actor=officer, purpose="question of a resident", now=NOW)
    finish(case=case, actor=officer, answer="It was your energy adviser.", now=NOW)
    assert (case.state, case.answer) == (CaseState.ANSWERED, "It was your energy adviser.")
    waiting = Message.objects.get(template="something_waits.email")
    assert (waiting.language, waiting.context) == ("nl", {})


def test_an_alert_is_closed_with_what_was_found_and_nobody_is_mailed():
    case, officer = an_alert(), an_officer()
    take_in_hand(case=case, actor=officer, purpose="alert", now=NOW)
    finish(case=case, actor=officer, answer="A campaign for the winter.", now=NOW)
    assert case.state == CaseState.CLOSED
    assert mails() == ["case_opened.email"]


def test_opening_handling_and_answering_stand_in_the_trace_of_the_customer():
    case, officer = a_question(), an_officer()
    take_in_hand(case=case, actor=officer, purpose="question of a resident", now=NOW)
    finish(case=case, actor=officer, answer="It was us.", now=NOW)
    events = Event.objects.filter(subject=case.subject).order_by("pk")
    assert [event.code for event in events] == ["case_opened", "case_in_hand", "case_answered"]
    assert {event.reference for event in events} == {str(case.public_id)}
    assert events[1].purpose == "question of a resident"


def test_nobody_handles_a_case_about_the_own_home():
    officer = an_officer()
    case = a_question(CustomerFactory(user_id=officer.user_id))
    with pytest.raises(UnableToHandle) as refusal:
        take_in_hand(case=case, actor=officer, purpose="curious", now=NOW)
    assert refusal.value.code == "own"


def test_nobody_handles_a_case_about_what_they_looked_at():
    officer = an_officer()
    case = an_alert(person=officer.id)
    with pytest.raises(UnableToHandle) as refusal:
        take_in_hand(case=case, actor=officer, purpose="alert", now=NOW)
    assert refusal.value.code == "own"


def test_who_has_not_taken_the_case_in_hand_cannot_answer_it():
    case, officer, other = a_question(), an_officer(), an_officer()
    take_in_hand(case=case, actor=officer, purpose="question", now=NOW)
    with pytest.raises(UnableToHandle) as refusal:
        finish(case=case, actor=other, answer="All is well.", now=NOW)
    assert refusal.value.code == "moved"


def test_a_colleague_takes_over_and_the_first_one_cannot_answer_any_more():
    case, officer, other = a_question(), an_officer(), an_officer()
    take_in_hand(case=case, actor=officer, purpose="question", now=NOW)
    take_in_hand(case=case, actor=other, purpose="colleague is on leave", now=NOW)
    with pytest.raises(UnableToHandle):
        finish(case=case, actor=officer, answer="All is well.", now=NOW)


def test_a_case_that_is_over_stays_so():
    case, officer = a_question(), an_officer()
    take_in_hand(case=case, actor=officer, purpose="question", now=NOW)
    finish(case=case, actor=officer, answer="It was us.", now=NOW)
    with pytest.raises(UnableToHandle):
        take_in_hand(case=case, actor=an_officer(), purpose="again", now=NOW)
    with pytest.raises(UnableToHandle):
        finish(case=case, actor=officer, answer="Something else.", now=NOW)


def test_every_state_is_reachable_and_an_end_is_an_end():
    assert set().union(*MOVES.values()) == set(CaseState) - {CaseState.OPEN}
    assert not MOVES[CaseState.ANSWERED]
    assert not MOVES[CaseState.CLOSED]
