"""Legal terms as data, and the clocks of many legs at once (R13)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from connectmyhome.legs.clocks import Unit
from connectmyhome.legs.models import Leg, LegStep, Offer, Question, Term
from connectmyhome.legs.queries import with_clocks
from connectmyhome.legs.states import LegState, Party
from connectmyhome.legs.terms.operations import UnableToChangeTerm, end_term, load_terms, set_term
from connectmyhome.operators import Operator, Utility
from portal.audit.models import Event
from portal.primitives.period import belgian_day
from tests.connectmyhome.scenes import a_leg, a_sent_application

NOW = timezone.now()
TODAY = belgian_day(NOW)


@pytest.fixture
def terms(db):
    load_terms(now=NOW)


def clock_of(leg: Leg, now=NOW):
    ((_, found),) = with_clocks([leg], now=now)
    return found


def test_terms_come_in_once_with_their_source(db):
    assert (load_terms(now=NOW), load_terms(now=NOW)) == (4, 0)
    assert not Term.objects.filter(source="").exists()


def test_water_and_telecom_have_no_term_that_nobody_wrote_down(terms):
    for operator, utility in ((Operator.SWDE, Utility.WATER), (Operator.PROXIMUS, Utility.TELECOM)):
        found = clock_of(a_leg(operator=operator, utility=utility))
        assert (found.rule, found.deadline, found.waits_for) == (None, None, Party.OPERATOR)


def test_a_change_counts_from_its_day_and_keeps_what_was(terms):
    told = {"utility": Utility.GAS, "road_works": False, "unit": Unit.WORKING, "by": "staff", "now": NOW}
    set_term(days=25, source="Décret de 2027", start=date(2027, 1, 1), **told)
    former, newer = Term.objects.filter(utility="gas", road_works=False)
    assert (former.days, former.end, newer.days, newer.end) == (30, date(2027, 1, 1), 25, None)
    assert load_terms(now=NOW) == 0
    with pytest.raises(UnableToChangeTerm, match="order"):
        set_term(days=20, source="x", start=date(2026, 1, 1), **told)
    end_term(term=newer, end=date(2028, 1, 1), by="staff", now=NOW)
    assert set(Event.objects.values_list("code", flat=True)) == {"term_added", "term_ended"}
    end_term(term=newer, end=date(2029, 1, 1), by="staff", now=NOW)  # it has ended already
    newer.refresh_from_db()
    assert newer.end == date(2028, 1, 1)


def test_questions_and_what_was_incomplete_stop_the_clock(terms):
    leg = a_leg(now=NOW - timedelta(days=10))
    plain = clock_of(leg).deadline
    asked = {"leg": leg, "text": "?", "asked_by": "member"}
    Question.objects.create(asked_at=NOW - timedelta(days=8), answered_at=NOW - timedelta(days=5), **asked)
    Question.objects.create(asked_at=NOW - timedelta(days=7), withdrawn_at=NOW - timedelta(days=4), **asked)
    found = clock_of(leg)
    assert (found.deadline - plain, found.paused_days, found.running) == (timedelta(days=4), 4, True)
    Question.objects.create(asked_at=NOW - timedelta(days=1), **asked)
    found = clock_of(leg)
    assert (found.running, found.waits_for, found.since) == (False, Party.APPLICANT, TODAY - timedelta(days=1))


def test_a_leg_that_was_incomplete_waits_for_the_operator_again_since_it_is_complete(terms):
    leg = a_leg(state=LegState.INCOMPLETE)
    assert clock_of(leg).waits_for is Party.APPLICANT
    Leg.objects.filter(pk=leg.pk).update(state=LegState.SUBMITTED)
    LegStep.objects.create(leg=leg, state=LegState.SUBMITTED, at=NOW, by=Party.APPLICANT)
    leg.refresh_from_db()
    assert (clock_of(leg).waits_for, clock_of(leg).since) == (Party.OPERATOR, TODAY)


def test_an_offer_of_nothing_needs_no_payment(terms):
    leg = a_leg(paid_on=None)
    assert clock_of(leg).start is None
    told = {"pdf": b"", "sha256": "0", "pages": 1, "made_at": NOW, "made_by": "member", "accepted_at": NOW}
    Offer.objects.create(leg=leg, amount=0, valid_until=TODAY, **told)
    assert clock_of(leg).start == belgian_day(leg.accepted_at) + timedelta(days=1)


def test_a_list_of_clocks_takes_as_many_queries_as_one(terms, django_assert_num_queries):
    application = a_sent_application()
    a_leg(application), a_leg(application, utility=Utility.GAS)
    legs = [*application.legs.all(), *(a_leg() for _ in range(5))]
    with django_assert_num_queries(4):
        assert len(with_clocks(legs, now=NOW)) == 7
