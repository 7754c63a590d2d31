"""The clock of a leg, held by any course of events (R13)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectmyhome.legs.clocks import Facts, Rule, Unit, Wait, clock
from connectmyhome.legs.states import CLOSED, LegState, Party
from portal.primitives.working_days import is_working_day

LONG_AGO = date(2008, 8, 17)
ELECTRICITY = [Rule(30, Unit.CALENDAR, "decree", works, LONG_AGO) for works in (False, True)]
GAS = [Rule(60 if works else 30, Unit.WORKING, "decree", works, LONG_AGO) for works in (False, True)]
ACCEPTED = date(2026, 11, 24)


def accepted(**told) -> Facts:
    return Facts(
        **{"state": LegState.ACCEPTED, "since": ACCEPTED, "accepted_on": ACCEPTED, "paid_on": ACCEPTED} | told
    )


def at(facts: Facts, rules=ELECTRICITY, today=ACCEPTED):
    return clock(facts, rules, today=today)


def test_thirty_calendar_days_begin_the_day_after_acceptance_and_payment():
    found = at(accepted())
    assert (found.start, found.deadline, found.days_left) == (date(2026, 11, 25), date(2026, 12, 24), 30)
    assert at(accepted(paid_on=date(2026, 12, 1))).deadline == date(2026, 12, 31)


def test_gas_counts_working_days_and_no_holiday_of_belgium():
    assert at(accepted(), GAS).deadline == date(2027, 1, 7)  # without Christmas, a Friday, and New Year
    assert at(accepted(road_works=True, permits_on=ACCEPTED), GAS).deadline == date(2027, 2, 18)


def test_road_works_wait_for_their_permits():
    assert at(accepted(road_works=True), GAS).start is None
    assert at(accepted(road_works=True, permits_on=date(2027, 1, 11)), GAS).start == date(2027, 1, 12)


def test_nothing_is_to_be_paid_for_an_offer_of_nothing():
    found = at(accepted(paid_on=None, to_pay=False))
    assert found.start == date(2026, 11, 25)
    assert found.waits_for is Party.OPERATOR


def test_what_is_not_paid_waits_for_the_applicant_and_has_no_deadline():
    found = at(accepted(paid_on=None))
    assert (found.waits_for, found.since, found.deadline) == (Party.APPLICANT, ACCEPTED, None)


def test_without_a_legal_term_there_is_no_deadline_but_somebody_whose_turn_it_is():
    found = at(accepted(), [], ACCEPTED + timedelta(days=900))
    assert (found.rule, found.deadline, found.late) == (None, None, False)
    assert (found.waits_for, found.since) == (Party.OPERATOR, ACCEPTED)


def test_before_acceptance_the_rule_is_known_and_does_not_run():
    found = at(Facts(LegState.IN_STUDY, since=ACCEPTED))
    assert found.rule is ELECTRICITY[0]
    assert (found.start, found.running, found.waits_for) == (None, False, Party.OPERATOR)


def test_the_rule_of_the_first_day_holds_to_the_end():
    rules = [
        Rule(30, Unit.CALENDAR, "old", False, LONG_AGO, ACCEPTED),
        Rule(20, Unit.CALENDAR, "new", False, ACCEPTED),
    ]
    assert at(accepted(), rules).rule.source == "new"
    before = ACCEPTED - timedelta(days=2)
    assert at(accepted(accepted_on=before, paid_on=before), rules).rule.source == "old"


def test_a_leg_is_late_the_day_after_its_deadline_and_stays_so_when_it_was_connected_late():
    last = date(2026, 12, 24)
    assert not at(accepted(), today=last).late
    late = at(accepted(), today=last + timedelta(days=1))
    assert (late.late, late.days_left) == (True, -1)
    done = accepted(state=LegState.CONNECTED, finished_on=last + timedelta(days=3))
    assert at(done, today=last + timedelta(days=90)).late
    assert not at(accepted(state=LegState.CONNECTED, finished_on=last), today=last + timedelta(days=90)).late


def test_a_question_after_the_deadline_makes_no_late_leg_punctual():
    asked = Wait(date(2026, 12, 28))
    assert at(accepted(waits=[asked]), today=date(2027, 1, 15)).late


# --- any course of events ---

DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))
RULES = st.sampled_from([ELECTRICITY, GAS])


@st.composite
def waits(draw: st.DrawFn, after: date) -> Wait:
    since = after + timedelta(days=draw(st.integers(-10, 60)))
    length = draw(st.none() | st.integers(0, 40))
    return Wait(since, None if length is None else since + timedelta(days=length))


@st.composite
def courses(draw: st.DrawFn) -> tuple[Facts, date]:
    """Facts, and a day on which they may be known."""
    first = draw(DAYS)
    later = st.none() | st.integers(0, 40).map(lambda days: first + timedelta(days=days))
    told = draw(st.lists(waits(first), max_size=4))
    known = [first, *(wait.until or wait.since for wait in told)]
    facts = Facts(
        state=draw(st.sampled_from([state for state in LegState if state not in CLOSED])),
        since=first,
        waits=told,
        accepted_on=draw(st.just(first) | st.none()),
        paid_on=draw(later),
        to_pay=draw(st.booleans()),
        road_works=draw(st.booleans()),
        permits_on=draw(later),
    )
    return facts, max(known) + timedelta(days=draw(st.integers(0, 60)))


@given(courses(), RULES)
def test_no_clock_runs_while_it_waits_for_the_applicant(course, rules):
    facts, today = course
    found = at(facts, rules, today)
    assert not (found.running and found.waits_for is Party.APPLICANT)
    if any(wait.until is None for wait in facts.waits):
        assert found.waits_for is Party.APPLICANT


@given(courses(), RULES, st.integers(1, 40))
def test_while_an_open_question_waits_no_day_is_lost(course, rules, days):
    facts, today = course
    begins = at(facts, rules, today)
    if any(wait.until is None for wait in facts.waits) and begins.deadline and begins.deadline >= today:
        later = at(facts, rules, today + timedelta(days=days))
        assert not later.late


@given(DAYS, RULES, st.integers(0, 25), st.integers(0, 40))
def test_a_pause_of_n_days_moves_a_calendar_deadline_by_n_days(first, rules, after, length):
    since = first + timedelta(days=1 + after)
    until = since + timedelta(days=length)
    plain, today = accepted(accepted_on=first, paid_on=first), until + timedelta(days=1)
    without, paused = (
        at(plain, rules, today),
        at(accepted(accepted_on=first, paid_on=first, waits=[Wait(since, until)]), rules, today),
    )
    if rules is ELECTRICITY:
        assert paused.deadline == without.deadline + timedelta(days=length)
        assert paused.paused_days == length
    else:
        assert paused.deadline >= without.deadline


@given(courses(), RULES, st.integers(0, 60))
def test_a_deadline_never_comes_nearer_by_time_alone(course, rules, days):
    facts, today = course
    now, later = at(facts, rules, today), at(facts, rules, today + timedelta(days=days))
    assert now.start == later.start
    if now.deadline:
        assert later.deadline >= now.deadline
        assert later.paused_days >= now.paused_days
        assert later.late >= now.late


@given(courses())
def test_a_term_in_working_days_ends_on_a_working_day(course):
    facts, today = course
    found = at(facts, GAS, today)
    assert found.deadline is None or is_working_day(found.deadline)


@given(courses(), RULES, st.data())
def test_days_of_overlapping_questions_count_once(course, rules, data):
    facts, today = course
    doubled = [*facts.waits, *facts.waits]
    for wait in facts.waits:  # and a part of each once more
        if wait.until and wait.until > wait.since:
            inside = wait.since + timedelta(days=data.draw(st.integers(0, (wait.until - wait.since).days)))
            doubled.append(Wait(wait.since, inside))
    again = Facts(**{name: getattr(facts, name) for name in Facts.__slots__} | {"waits": doubled})
    assert at(again, rules, today) == at(facts, rules, today)


@given(courses(), RULES)
def test_one_more_question_never_brings_the_deadline_nearer(course, rules):
    facts, today = course
    fewer = Facts(**{name: getattr(facts, name) for name in Facts.__slots__} | {"waits": facts.waits[:-1]})
    more, less = at(facts, rules, today), at(fewer, rules, today)
    assert more.deadline is None or more.deadline >= less.deadline


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_a_closed_leg_waits_for_nobody(state):
    found = at(accepted(state=state, finished_on=ACCEPTED), today=ACCEPTED + timedelta(days=400))
    assert (found.waits_for, found.running, found.late, found.days_left) == (None, False, False, None)
