"""From days that somebody can to one day that everybody keeps (R13)."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connections, transaction

from connectmyhome.legs.models import Leg, LegStep
from connectmyhome.legs.moving import move
from connectmyhome.legs.operations.asking import answer, ask
from connectmyhome.legs.operations.offering import record_payment
from connectmyhome.legs.operations.withdrawing import withdraw
from connectmyhome.legs.operations.working import plan, report_connected, unplan
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import Operator, Utility
from connectmyhome.workday.common import NoneBecause
from connectmyhome.workday.models import OperatorDay, Proposal
from connectmyhome.workday.operations.agreeing import call_off, confirm, object_to, propose
from connectmyhome.workday.operations.days import choose_days, offer_days
from connectmyhome.workday.operations.locking import UnableToAgree
from connectmyhome.workday.operations.passing import let_pass
from connectmyhome.workday.queries import common_days
from connectmyhome.workday.signals import work_day_changed
from connectmyhome.workday.states import ProposalState
from portal.access.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from portal.audit.models import Event
from portal.messaging.models import Message
from tests.connectmyhome.scenes import a_leg
from tests.connectmyhome.workday.round import DAYS, NOW, a_round, an_agreed_round, days

ORES, SWDE, PROXIMUS = Operator.ORES, Operator.SWDE, Operator.PROXIMUS
COORDINATOR = Actor(ActorKind.STAFF, id="staff", role="connection_coordinator")
pytestmark = pytest.mark.django_db


def test_the_first_day_that_suits_everybody_is_proposed_by_the_portal():
    made = a_round()
    made.choose(2, 4, 6)
    made.offer(ORES, 1, 4, 6)
    made.offer(SWDE, 2, 4, 6)
    assert made.waiting is None
    made.offer(PROXIMUS, 4, 6)
    assert (made.waiting.day, made.waiting.by) == (DAYS[4], Party.SYSTEM)


def test_everybody_confirms_and_each_leg_is_planned_that_day():
    made, proposal = an_agreed_round()
    assert proposal.state == ProposalState.AGREED
    assert set(made.states().values()) == {(LegState.PLANNED, DAYS[3])}
    assert LegStep.objects.filter(state=LegState.PLANNED, by=Party.SYSTEM).count() == 3


def test_nothing_is_planned_while_one_confirmation_is_missing():
    made = a_round()
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    made.confirm(made.waiting, None, ORES, SWDE, ORES)
    assert {state for state, _ in made.states().values()} == {LegState.ACCEPTED}


@pytest.mark.parametrize("who", [None, ORES, PROXIMUS])
def test_a_change_by_one_asks_all_again(who):
    made, proposal = an_agreed_round()
    leg = made.legs[who] if who else None
    object_to(proposal=proposal, leg=leg, actor=ANONYMOUS, now=NOW)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.ended_leg) == (ProposalState.FALLEN, leg)
    assert set(made.states().values()) == {(LegState.ACCEPTED, None)}
    assert made.waiting.day == DAYS[5]  # the next one that suits everybody
    assert not made.waiting.assents.filter(confirmed_at__isnull=False).exists()


def test_everybody_is_told_and_no_message_says_whose_home_it_is():
    heard = []
    work_day_changed.connect(lambda **told: heard.append(str(told["what"])), weak=False, dispatch_uid="test")
    made, proposal = an_agreed_round()
    object_to(proposal=proposal, leg=made.legs[ORES], actor=ANONYMOUS, now=NOW)
    work_day_changed.disconnect(dispatch_uid="test")
    assert heard == ["proposed", "agreed", "fell", "proposed"]
    sent = Message.objects.filter(template="work_day.email")
    assert sent.count() == 3 * 4
    assert {tuple(message.context) for message in sent} == {("what",)}
    codes = list(Event.objects.filter(code__startswith="work_day.").values_list("code", flat=True))
    assert codes.count("work_day.fell") == 1


def test_a_leg_with_permits_goes_back_to_its_permits():
    made = a_round()
    told = {"state": LegState.PERMITS, "road_works": True, "permits_on": DAYS[0] - timedelta(days=9)}
    Leg.objects.filter(pk=made.legs[ORES].pk).update(**told)
    made.choose(3)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    proposal = made.waiting
    made.confirm(proposal, None, *made.legs)
    object_to(proposal=proposal, leg=None, actor=ANONYMOUS, now=NOW)
    assert made.states()[ORES] == (LegState.PERMITS, None)


def test_an_operator_that_plans_otherwise_by_itself_asks_all_again():
    made, proposal = an_agreed_round()
    leg = made.legs[SWDE]
    with transaction.atomic():
        move(leg, LegState.ACCEPTED, by=Party.OPERATOR, actor=SYSTEM, now=NOW, planned_on=None)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.ended_leg) == (ProposalState.FALLEN, leg)
    assert {state for state, _ in made.states().values()} == {LegState.ACCEPTED}


def test_a_day_waits_for_the_answer_to_a_question_asked_meanwhile():
    made = a_round()
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    asked = ask(leg=made.legs[SWDE], text="Where is the pit?", actor=made.actor(SWDE), now=NOW)
    made.confirm(made.waiting, None, *made.legs)
    assert {state for state, _ in made.states().values()} == {LegState.ACCEPTED}
    answer(question=asked, text="Left of the door.", actor=ANONYMOUS, now=NOW)
    assert set(made.states().values()) == {(LegState.PLANNED, DAYS[3])}


def test_the_payment_of_the_last_leg_begins_the_round():
    made = a_round()
    late = a_leg(made.application, ORES, Utility.GAS, paid_on=None)
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    assert made.waiting is None
    record_payment(leg=late, paid_on=NOW.date(), actor=made.actor(ORES), now=NOW)
    offer_days(leg=late, days=days(3, 6), actor=made.actor(ORES), now=NOW)
    assert made.waiting.assents.count() == 5


def test_without_the_proposed_day_among_the_own_ones_it_falls():
    made = a_round()
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    first = made.waiting
    made.offer(SWDE, 5, 6)
    first.refresh_from_db()
    assert first.state == ProposalState.FALLEN
    assert made.waiting.day == DAYS[5]
    made.choose(3)
    assert made.waiting is None
    assert common_days(made.application, now=NOW).none_because is NoneBecause.APPLICANT_DIFFERS


def test_a_leg_that_is_not_ready_does_not_block_but_the_coordinator_decides():
    made = a_round()
    a_leg(made.application, ORES, Utility.GAS, LegState.IN_STUDY)
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    assert made.waiting is None
    assert common_days(made.application, now=NOW).days == (DAYS[3], DAYS[5])
    told = {"application": made.application, "by": Party.COORDINATOR, "actor": COORDINATOR, "now": NOW}
    with pytest.raises(UnableToAgree, match="not_common"):
        propose(day=DAYS[4], **told)
    proposal = propose(day=DAYS[5], **told)
    with pytest.raises(UnableToAgree, match="open"):
        propose(day=DAYS[3], **told)
    made.confirm(proposal, None, *made.legs)
    planned = made.application.legs.filter(state=LegState.PLANNED, planned_on=DAYS[5])
    assert set(planned) == set(made.legs.values())


def test_a_later_leg_is_proposed_the_day_that_the_others_have():
    made, _ = an_agreed_round()
    gas = a_leg(made.application, ORES, Utility.GAS)
    offer_days(leg=gas, days=days(2, 3, 5), actor=SYSTEM, now=NOW)
    made.choose(2, 3, 5)
    assert made.waiting.day == DAYS[3]
    assert {assent.leg for assent in made.waiting.assents.all()} == {None, gas}


def test_a_leg_that_is_withdrawn_leaves_the_others_their_day():
    made = a_round()
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    proposal = made.waiting
    made.confirm(proposal, None, ORES, SWDE)
    withdraw(leg=made.legs[PROXIMUS], actor=ANONYMOUS, now=NOW)
    assert made.states()[ORES] == made.states()[SWDE] == (LegState.PLANNED, DAYS[3])
    for operator in (ORES, SWDE):
        withdraw(leg=made.legs[operator], actor=ANONYMOUS, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.FALLEN


def test_the_coordinator_may_let_a_day_fall_and_the_portal_proposes_none_by_itself():
    made, proposal = an_agreed_round()
    call_off(proposal=proposal, actor=COORDINATOR, now=NOW)
    assert made.waiting is None
    assert {state for state, _ in made.states().values()} == {LegState.ACCEPTED}


def test_a_day_that_came_before_everybody_confirmed_falls():
    made = a_round()
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    first = made.waiting
    later = NOW + (DAYS[3] - NOW.date())
    with pytest.raises(UnableToAgree, match="over"):
        made.confirm(first, ORES, now=later)
    assert (let_pass(now=later), let_pass(now=later)) == (1, 0)
    assert made.waiting.day == DAYS[5]


def test_who_did_not_come_gives_up_the_day_for_the_own_works_only():
    made, _ = an_agreed_round()
    later = NOW + (DAYS[4] - NOW.date())
    unplan(leg=made.legs[ORES], by=Party.OPERATOR, actor=made.actor(ORES), now=later)
    assert made.states()[ORES] == (LegState.ACCEPTED, None)
    assert made.states()[SWDE] == made.states()[PROXIMUS] == (LegState.PLANNED, DAYS[3])
    report_connected(leg=made.legs[SWDE], on=DAYS[3], actor=made.actor(SWDE), now=later)
    made.choose(9, 11, now=later)
    made.offer(ORES, 9, 11, now=later)
    assert made.waiting.day == DAYS[9]


def test_what_fell_can_neither_be_confirmed_nor_objected_to():
    made, proposal = an_agreed_round()
    object_to(proposal=proposal, leg=None, actor=ANONYMOUS, now=NOW)
    for operation in (confirm, object_to):
        with pytest.raises(UnableToAgree, match="over"):
            operation(proposal=proposal, leg=made.legs[ORES], actor=SYSTEM, now=NOW)


def test_whom_the_day_does_not_concern_cannot_confirm_it():
    _, proposal = an_agreed_round()
    with pytest.raises(UnableToAgree, match="not_concerned"):
        confirm(proposal=proposal, leg=a_leg(), actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ([DAYS[0] - timedelta(days=9), DAYS[0]], "past"),
        ([day + timedelta(days=1) for day in DAYS if day.weekday() == 4][:2], "not_working"),
        ([DAYS[0]], "few"),
    ],
)
def test_days_that_cannot_be_are_refused(chosen, code):
    made = a_round()
    with pytest.raises(UnableToAgree, match=code):
        offer_days(leg=made.legs[ORES], days=chosen, actor=SYSTEM, now=NOW)
    assert not OperatorDay.objects.exists()


def test_an_operator_offers_no_days_for_a_leg_that_is_not_ready():
    leg = a_leg(state=LegState.IN_STUDY)
    with pytest.raises(UnableToAgree, match="not_ready"):
        offer_days(leg=leg, days=days(1, 2), actor=SYSTEM, now=NOW)
    waits = a_leg(state=LegState.PERMITS, road_works=True)
    with pytest.raises(UnableToAgree, match="not_ready"):
        offer_days(leg=waits, days=days(1, 2), actor=SYSTEM, now=NOW)


def test_an_application_that_is_over_takes_no_days():
    made = a_round()
    made.application.state = "closed"
    made.application.save()
    with pytest.raises(UnableToAgree, match="over"):
        made.choose(1)


def test_the_database_holds_one_open_day_per_application():
    made = a_round()
    told = {"application": made.application, "day": DAYS[1], "by": "system", "made_at": NOW, "changed_at": NOW}
    Proposal.objects.create(uid=made.application.public_id, **told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(uid=made.legs[ORES].public_id, **told)


@pytest.mark.django_db(transaction=True)
def test_two_operators_at_the_same_second_make_one_round():
    made = a_round()
    choose_days(application=made.application, days=days(3, 5), now=NOW)
    made.offer(PROXIMUS, 3, 5)
    _at_once(lambda: made.offer(ORES, 3, 5), lambda: made.offer(SWDE, 3, 5))
    assert [proposal.state for proposal in Proposal.objects.all()] == [ProposalState.OPEN]


@pytest.mark.django_db(transaction=True)
def test_the_last_two_confirmations_at_once_plan_each_leg_once():
    made = a_round()
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    proposal = made.waiting
    made.confirm(proposal, None, ORES)
    _at_once(lambda: made.confirm(proposal, SWDE), lambda: made.confirm(proposal, PROXIMUS))
    assert set(made.states().values()) == {(LegState.PLANNED, DAYS[3])}
    assert LegStep.objects.filter(state=LegState.PLANNED).count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_operators_who_plan_by_themselves_at_the_same_second_leave_the_common_day_to_the_others():
    made = a_round()
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    proposal = made.waiting
    made.confirm(proposal, None, ORES)
    _at_once(*(partial(_plan_alone, made, operator, number) for operator, number in ((ORES, 1), (SWDE, 3))))
    assert made.waiting == proposal
    assert set(proposal.assents.filter(left_at=None).values_list("leg", flat=True)) == {
        None,
        made.legs[PROXIMUS].pk,
    }
    made.confirm(proposal, PROXIMUS)
    planned = (LegState.PLANNED, DAYS[3])
    assert made.states() == {ORES: (LegState.PLANNED, DAYS[1]), SWDE: planned, PROXIMUS: planned}
    proposal.refresh_from_db()
    assert (proposal.state, proposal.sequence) == (ProposalState.AGREED, 3)  # left twice, agreed once
    assert LegStep.objects.filter(state=LegState.PLANNED).count() == 3


def _plan_alone(made, operator, number):
    leg = Leg.objects.get(pk=made.legs[operator].pk)
    plan(leg=leg, day=DAYS[number], by=Party.OPERATOR, actor=made.actor(operator), now=NOW)


def _at_once(*acts):
    barrier, faults = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
        except Exception as fault:  # told below, in the test's own thread
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
