"""What may be done to a leg, when, and what becomes of it (R13)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.signals import consent_withdrawn
from connectmyhome.legs.models import Leg, Offer, Question
from connectmyhome.legs.moving import UnableToMove
from connectmyhome.legs.operations import asking, expiring, offering, studying, withdrawing, working
from connectmyhome.legs.operations.asking import UnableToAnswer, UnableToAsk
from connectmyhome.legs.operations.offering import UnableToAnswerOffer, UnableToOffer, UnableToRecord
from connectmyhome.legs.operations.studying import UnableToRefuse
from connectmyhome.legs.operations.working import UnableToPlan
from connectmyhome.legs.states import CLOSED, LegState, Party
from connectmyhome.legs.tasks import expire
from connectmyhome.operators import Operator, Utility
from portal.access.actor import ANONYMOUS
from portal.audit.models import Event
from portal.primitives.period import belgian_day
from portal.primitives.working_days import add_working_days
from tests.connectmyhome.legs.factories import OFFER_PDF, OPERATOR_STAFF, a_file, a_leg, a_question, an_offer
from tests.connectmyhome.scenes import a_sent_application

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = belgian_day(NOW)
DAY = timedelta(days=1)
NEXT = add_working_days(TODAY, 1)
BY = {"actor": OPERATOR_STAFF, "now": NOW}
S = LegState

# Each act on a leg, and the states in which it is legal; everywhere else it raises and changes nothing.
ACTS: dict[str, tuple[Callable[[Leg], object], set[LegState]]] = {
    "ask": (
        lambda leg: asking.ask(leg=leg, text="?", **BY),
        {*S} - CLOSED,
    ),
    "miss": (
        lambda leg: asking.miss(leg=leg, document=AttachmentKind.PHOTO, text="?", **BY),
        {S.SUBMITTED, S.INCOMPLETE, S.IN_STUDY},
    ),
    "begin_study": (lambda leg: studying.begin_study(leg=leg, **BY), {S.SUBMITTED}),
    "refuse": (lambda leg: studying.refuse(leg=leg, reason="x", **BY), {*S} - CLOSED - {S.PLANNED}),
    "make_offer": (
        lambda leg: offering.make_offer(leg=leg, amount=Decimal(1), valid_until=TODAY, checked=OFFER_PDF, **BY),
        {S.IN_STUDY, S.OFFERED},
    ),
    "accept": (lambda leg: offering.accept(offer=_any_offer(leg), **BY), {S.OFFERED}),
    "decline": (lambda leg: offering.decline(offer=_any_offer(leg), reason="x", **BY), {S.OFFERED}),
    "record_payment": (
        lambda leg: offering.record_payment(leg=leg, paid_on=TODAY - DAY, **BY),
        {S.ACCEPTED, S.PERMITS},
    ),
    "need_permits": (lambda leg: working.need_permits(leg=leg, **BY), {S.ACCEPTED}),
    "permits_exist": (lambda leg: working.permits_exist(leg=leg, on=TODAY, **BY), {S.PERMITS}),
    "plan": (lambda leg: working.plan(leg=leg, day=NEXT, by=Party.OPERATOR, **BY), {S.ACCEPTED, S.PERMITS}),
    "unplan": (lambda leg: working.unplan(leg=leg, by=Party.OPERATOR, **BY), {S.PLANNED}),
    "report_connected": (lambda leg: working.report_connected(leg=leg, on=TODAY, **BY), {S.PLANNED}),
    "withdraw": (lambda leg: withdrawing.withdraw(leg=leg, **BY), {*S} - CLOSED),
}


def _any_offer(leg: Leg) -> Offer:
    """The last one; of a leg that has none, one as nobody could have made it."""
    told = {"amount": 1, "valid_until": TODAY, "pdf": b"", "sha256": "0", "pages": 1, "made_at": NOW}
    return leg.offers.last() or Offer.objects.create(leg=leg, **told)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_possible_in_its_states_only(act: str, state: LegState):
    leg = a_leg(state, now=NOW)
    if state is S.PERMITS and act == "plan":
        working.permits_exist(leg=leg, on=TODAY, **BY)
    do, legal = ACTS[act]
    before = (leg.revision, leg.steps.count())
    if state in legal:
        do(leg)
        leg.refresh_from_db()
        assert leg.revision > before[0]
    else:
        with pytest.raises(UnableToMove) as refused:
            do(leg)
        leg.refresh_from_db()
        assert (refused.value.state, (leg.revision, leg.steps.count()), leg.state) == (state, before, state)


def test_each_change_is_traced_about_the_applicant():
    leg = a_leg(S.CONNECTED)
    events = Event.objects.filter(subject=str(leg.application.public_id), reference=str(leg.public_id))
    told = set(events.values_list("code", flat=True))
    assert told == {"leg.in_study", "leg.offered", "leg.accepted", "leg.paid", "leg.planned", "leg.connected"}


def test_a_missing_document_makes_the_leg_incomplete_until_all_are_there():
    leg = a_leg()
    plan, photo = a_question(leg, "site_plan"), a_question(leg, "photo")
    answers = {"text": "", "actor": ANONYMOUS, "now": NOW}
    asking.answer(question=plan, attachment=a_file(leg.application, only_for="ores"), **answers)
    assert plan.leg.state == S.INCOMPLETE
    sent = a_file(leg.application, AttachmentKind.PHOTO)
    asking.answer(question=photo, attachment=sent, **answers)
    leg.refresh_from_db()
    assert (leg.state, leg.questions.last().attachment) == (S.SUBMITTED, sent)


def test_an_operator_that_needs_no_document_any_more_goes_on():
    leg = a_leg(S.INCOMPLETE)
    asking.take_back(question=leg.questions.get(), **BY)
    leg.refresh_from_db()
    assert leg.state == S.SUBMITTED


def test_only_the_file_that_was_asked_for_answers():
    leg = a_leg(S.INCOMPLETE)
    wrong = [
        None,
        a_file(a_sent_application()),
        a_file(leg.application, AttachmentKind.PHOTO),
        a_file(leg.application, only_for="swde"),
    ]
    for file in wrong:
        with pytest.raises(UnableToAnswer, match="document"):
            asking.answer(question=leg.questions.get(), text="Voici", attachment=file, actor=ANONYMOUS, now=NOW)


def test_a_question_is_answered_once_in_words_or_with_a_file():
    question = a_question(a_leg())
    with pytest.raises(UnableToAnswer, match="empty"):
        asking.answer(question=question, text=" ", actor=ANONYMOUS, now=NOW)
    asking.answer(question=question, text="À la cave", actor=ANONYMOUS, now=NOW)
    with pytest.raises(UnableToAnswer, match="over"):
        asking.answer(question=question, text="Au grenier", actor=ANONYMOUS, now=NOW)
    with pytest.raises(UnableToAnswer, match="over"):
        asking.take_back(question=question, **BY)
    assert Question.objects.get().answer == "À la cave"


def test_nothing_is_asked_twice_nor_of_another_utility():
    leg = a_leg(operator=Operator.PROXIMUS)
    a_question(leg), a_question(leg, "photo")
    for again in ("", "photo"):
        with pytest.raises(UnableToAsk, match="asked"):
            a_question(leg, again)
    with pytest.raises(UnableToAsk, match="document"):
        a_question(leg, "certibeau")
    with pytest.raises(UnableToAsk, match="empty"):
        asking.ask(leg=leg, text=" ", **BY)


def test_the_applicant_is_told_why_it_is_refused():
    leg = a_leg(S.OFFERED)
    a_question(leg)
    with pytest.raises(UnableToRefuse):
        studying.refuse(leg=leg, reason=" ", **BY)
    studying.refuse(leg=leg, reason="Trop loin du réseau", **BY)
    assert (leg.state, leg.reason) == (S.REFUSED, "Trop loin du réseau")
    assert not leg.questions.get().is_open
    assert leg.offers.get().ended_at == NOW


@pytest.mark.parametrize("amount", ["-0.01", "10000000", "1.001", "NaN", "Infinity"])
def test_no_offer_of_an_amount_that_is_none(amount: str):
    with pytest.raises(UnableToOffer, match="amount"):
        an_offer(a_leg(S.IN_STUDY), amount=Decimal(amount))


def test_no_offer_that_is_over_already():
    leg = a_leg(S.IN_STUDY)
    with pytest.raises(UnableToOffer, match="validity"):
        an_offer(leg, valid_until=TODAY - DAY, now=NOW)
    assert an_offer(leg, valid_until=TODAY, now=NOW).amount == Decimal("1250.50")


def test_another_offer_replaces_the_open_one_and_the_same_one_does_not():
    leg = a_leg(S.IN_STUDY)
    first = an_offer(leg)
    assert an_offer(leg) == first
    second = an_offer(leg, amount=Decimal(900))
    first.refresh_from_db()
    assert (first.ended_at is None, second.ended_at, leg.state) == (False, None, S.OFFERED)
    with pytest.raises(UnableToAnswerOffer, match="over"):
        offering.accept(offer=first, actor=ANONYMOUS, now=NOW)


def test_an_offer_is_accepted_on_its_last_day_and_not_after():
    leg = a_leg(S.OFFERED, now=NOW)
    offer = leg.offers.get()
    with pytest.raises(UnableToAnswerOffer, match="expired"):
        offering.accept(offer=offer, actor=ANONYMOUS, now=NOW + 31 * DAY)
    offering.accept(offer=offer, actor=ANONYMOUS, now=NOW + 30 * DAY)
    assert (offer.leg.state, offer.accepted_at) == (S.ACCEPTED, NOW + 30 * DAY)


def test_who_declines_tells_the_operator_why():
    offer = an_offer(a_leg(S.IN_STUDY))
    offering.decline(offer=offer, reason="Trop cher", actor=ANONYMOUS, now=NOW)
    assert (offer.leg.state, Offer.objects.get().declined_because) == (S.IN_STUDY, "Trop cher")


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-40, "order")])
def test_nothing_happened_on_a_day_to_come_nor_before_the_application(days: int, code: str):
    day = TODAY + days * DAY
    with pytest.raises(UnableToRecord, match=code):
        offering.record_payment(leg=a_leg(S.ACCEPTED, now=NOW), paid_on=day, **BY)
    with pytest.raises(UnableToRecord, match=code):
        working.permits_exist(leg=a_leg(S.PERMITS, now=NOW), on=day, **BY)
    with pytest.raises(UnableToRecord, match=code):
        working.report_connected(leg=a_leg(S.PLANNED, now=NOW), on=day, **BY)


def test_a_day_is_planned_once_it_is_paid_permitted_and_nothing_is_asked():
    leg = a_leg(S.PERMITS)
    planned = {"leg": leg, "day": NEXT, "by": Party.COORDINATOR, **BY}
    Leg.objects.update(paid_on=None)
    with pytest.raises(UnableToPlan, match="unpaid"):
        working.plan(**planned)
    Offer.objects.update(amount=0)
    with pytest.raises(UnableToPlan, match="permits"):
        working.plan(**planned)
    working.permits_exist(leg=leg, on=TODAY, **BY)
    question = a_question(leg)
    with pytest.raises(UnableToPlan, match="asked"):
        working.plan(**planned)
    asking.take_back(question=question, **BY)
    working.plan(**planned)
    assert (leg.state, leg.planned_on) == (S.PLANNED, NEXT)
    working.unplan(leg=leg, by=Party.APPLICANT, **BY)
    assert (leg.state, leg.planned_on) == (S.PERMITS, None)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY - DAY, "past"),
        (date(2027, 1, 1), "not_working"),
        (date(2027, 5, 1), "not_working"),
        (date(2026, 12, 13), "not_working"),
    ],
)
def test_works_are_on_a_working_day_to_come(day: date, code: str):
    with pytest.raises(UnableToPlan, match=code):
        working.plan(leg=a_leg(S.ACCEPTED), day=day, by=Party.OPERATOR, **BY)


def test_offers_and_missing_documents_run_out():
    offered, missed = a_leg(S.OFFERED, now=NOW), a_leg(S.INCOMPLETE, now=NOW)
    kept = a_leg(S.ACCEPTED, now=NOW)
    expire()  # the scheduler's task: nothing is over yet
    assert expiring.expire(now=NOW + 30 * DAY) == 0
    assert expiring.expire(now=NOW + 31 * DAY) == 1
    assert (expiring.expire(now=NOW + 89 * DAY), expiring.expire(now=NOW + 90 * DAY)) == (0, 1)
    for leg in (offered, missed, kept):
        leg.refresh_from_db()
    assert [leg.state for leg in (offered, missed, kept)] == [S.EXPIRED, S.EXPIRED, S.ACCEPTED]
    assert not missed.questions.get().is_open
    assert offered.offers.get().ended_at is not None


def test_each_missing_document_has_ninety_days_of_its_own():
    leg = a_leg(S.INCOMPLETE, now=NOW)
    first = leg.questions.get()
    a_question(leg, "other", NOW + 80 * DAY)
    file = a_file(leg.application)
    asking.answer(question=first, text="", attachment=file, actor=ANONYMOUS, now=NOW + 85 * DAY)
    assert expiring.expire(now=NOW + 90 * DAY) == 0
    assert (expiring.expire(now=NOW + 169 * DAY), expiring.expire(now=NOW + 170 * DAY)) == (0, 1)


def test_the_application_is_finished_with_its_last_leg():
    application = a_sent_application()
    first = a_leg(S.CONNECTED, application=application)
    application.refresh_from_db()
    assert (first.state, application.state) == (S.CONNECTED, "closed")
    other = a_sent_application()
    a_leg(S.REFUSED, application=other, operator=Operator.SWDE)
    legs = [a_leg(application=other), a_leg(application=other, utility=Utility.GAS)]
    type(other).objects.filter(pk=other.pk).update(state="sent", closed_at=None)
    withdrawing.withdraw(leg=legs[0], reason="Pas de gaz", actor=ANONYMOUS, now=NOW)
    other.refresh_from_db()
    assert (other.state, legs[0].reason) == ("sent", "Pas de gaz")
    withdrawing.withdraw_all(application=other, actor=ANONYMOUS, now=NOW)
    other.refresh_from_db()
    assert (other.state, other.closed_at) == ("closed", NOW)


def test_who_takes_consent_back_withdraws_what_that_operator_still_has_to_do():
    application = a_sent_application()
    water = a_leg(application=application, operator=Operator.SWDE)
    power = a_leg(S.OFFERED, application=application)
    question = a_question(power)
    consent_withdrawn.send(sender=None, application=application, operator="ores", now=NOW)
    for row in (water, power, question):
        row.refresh_from_db()
    assert (water.state, power.state) == (S.SUBMITTED, S.WITHDRAWN)
    assert (question.is_open, power.offers.get().ended_at) == (False, NOW)


def test_a_day_that_is_told_twice_changes_nothing_the_second_time():
    paid, permitted = a_leg(S.ACCEPTED, now=NOW), a_leg(S.PERMITS, now=NOW)
    for leg, tell in ((paid, ACTS["record_payment"][0]), (permitted, ACTS["permits_exist"][0])):
        tell(leg)
        leg.refresh_from_db()
        before = leg.revision, Event.objects.count()
        tell(leg)
        leg.refresh_from_db()
        assert (leg.revision, Event.objects.count()) == before
