"""Several people change the legs of one application in the same second: one of them wins (R13)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from connectmyhome.legs.models import Leg, Offer, Question
from connectmyhome.legs.moving import UnableToMove
from connectmyhome.legs.operations import asking, expiring, offering, studying, withdrawing, working
from connectmyhome.legs.operations.asking import UnableToAsk
from connectmyhome.legs.operations.offering import UnableToAnswerOffer
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import Operator, Utility
from portal.access.actor import ANONYMOUS
from portal.primitives.errors import UnableTo
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from tests.connectmyhome.legs.factories import OFFER_PDF, OPERATOR_STAFF, a_leg, an_offer
from tests.connectmyhome.scenes import a_sent_application

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()
TODAY = belgian_day(NOW)
BY = {"actor": OPERATOR_STAFF, "now": NOW}


def at_once(*calls: Callable[[], object]) -> list[UnableTo | None]:
    """What each call refuses, in their order; None for one that was done."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> UnableTo | None:
        try:
            barrier.wait()
            call()
        except UnableTo as refusal:
            return refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def seen(leg: Leg) -> Leg:
    """The leg as somebody else has it on the screen."""
    return Leg.objects.get(pk=leg.pk)


def test_two_members_who_begin_the_study_begin_it_once():
    leg = a_leg()
    calls = [lambda: studying.begin_study(leg=seen(leg), **BY)] * 4
    done = at_once(*calls)
    assert (done.count(None), leg.steps.filter(state="in_study").count()) == (1, 1)
    assert all(isinstance(refusal, UnableToMove) for refusal in done if refusal)


def test_of_two_who_plan_one_leg_the_second_reads_that_it_is_planned():
    leg = a_leg(LegState.ACCEPTED)
    days = [add_working_days(TODAY, count) for count in (1, 2)]
    first, second = at_once(
        lambda: working.plan(leg=seen(leg), day=days[0], by=Party.OPERATOR, **BY),
        lambda: working.plan(leg=seen(leg), day=days[1], by=Party.COORDINATOR, **BY),
    )
    refusal = first or second
    assert isinstance(refusal, UnableToMove)
    assert ((first, second).count(None), refusal.state) == (1, "planned")
    assert seen(leg).planned_on == days[0 if first is None else 1]


def test_who_accepts_while_the_offer_is_replaced_accepts_what_was_read_or_nothing():
    for _ in range(5):
        leg = a_leg(LegState.OFFERED)
        offer = leg.offers.get()
        replaced, accepted = at_once(
            lambda leg=leg: an_offer(seen(leg), amount=Decimal(9000)),
            lambda offer=offer: offering.accept(offer=Offer.objects.get(pk=offer.pk), actor=ANONYMOUS, now=NOW),
        )
        offer.refresh_from_db()
        assert (replaced, accepted).count(None) == 1
        assert isinstance(replaced or accepted, UnableToMove | UnableToAnswerOffer)
        assert (seen(leg).state, offer.ended_at is None) == (
            ("accepted", True) if accepted is None else ("offered", False)
        )


def test_one_offer_that_comes_twice_is_one():
    leg = a_leg(LegState.IN_STUDY)
    told = {"amount": Decimal(5), "valid_until": TODAY, "checked": OFFER_PDF, **BY}
    assert at_once(*[lambda: offering.make_offer(leg=seen(leg), **told)] * 3) == [None] * 3
    assert Offer.objects.count() == 1


def test_one_question_that_comes_twice_is_one():
    leg = a_leg()
    done = at_once(*[lambda: asking.ask(leg=seen(leg), text="Où ?", **BY)] * 3)
    assert (done.count(None), Question.objects.count()) == (1, 1)
    assert all(isinstance(refusal, UnableToAsk) for refusal in done if refusal)


def test_who_withdraws_while_the_operator_refuses_gets_one_end():
    leg = a_leg(LegState.IN_STUDY)
    done = at_once(
        lambda: withdrawing.withdraw(leg=seen(leg), actor=ANONYMOUS, now=NOW),
        lambda: studying.refuse(leg=seen(leg), reason="x", **BY),
    )
    assert (done.count(None), leg.steps.count()) == (1, 3)


def test_the_last_two_legs_that_end_together_finish_the_application():
    for _ in range(5):
        application = a_sent_application()
        legs = [a_leg(application=application, utility=utility) for utility in (Utility.GAS, Utility.ELECTRICITY)]
        legs.append(a_leg(application=application, operator=Operator.SWDE))
        done = at_once(
            *(lambda leg=leg: studying.refuse(leg=seen(leg), reason="x", **BY) for leg in legs[:2]),
            lambda application=application: withdrawing.withdraw_all(
                application=application, actor=ANONYMOUS, now=NOW
            ),
        )
        application.refresh_from_db()
        assert (done[2], application.state) == (None, "closed")


def test_two_workers_let_a_leg_expire_once():
    leg = a_leg(LegState.OFFERED)
    later = NOW.replace(year=NOW.year + 1)
    assert at_once(*[lambda: expiring.expire(now=later)] * 2) == [None, None]
    assert leg.steps.filter(state="expired").count() == 1
