"""The days that everybody shares, and which leg holds it up when there is none. Property tests."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connectmyhome.workday.common import NoneBecause, shared, to_choose_from
from portal.primitives.working_days import is_working_day

FIRST = date(2026, 11, 30)
SETS = st.frozensets(st.integers(0, 6).map(lambda ahead: FIRST + timedelta(days=ahead)))
LEGS = st.dictionaries(st.integers(1, 6), SETS, max_size=5)


@given(LEGS, SETS)
def test_there_are_days_or_a_reason_and_never_both(legs, applicant):
    found = shared(legs, applicant)
    assert bool(found.days) != bool(found.none_because)
    for day in found.days:
        assert day in applicant and all(day in days for days in legs.values())
    everywhere = frozenset.intersection(applicant, *legs.values()) if legs else frozenset()
    assert set(found.days) == everywhere


@given(LEGS, SETS)
def test_a_single_leg_that_holds_it_up_is_named_and_the_others_share_a_day(legs, applicant):
    found = shared(legs, applicant)
    if found.none_because is NoneBecause.LEGS_DIFFER and len(found.held_up_by) == 1:
        others = {key: days for key, days in legs.items() if key not in found.held_up_by}
        assert frozenset.intersection(*others.values())
    if found.none_because in (NoneBecause.LEGS_DIFFER, NoneBecause.LEGS_GAVE_NONE):
        assert found.held_up_by and set(found.held_up_by) <= set(legs)


def test_the_odd_one_of_three_is_named():
    monday, tuesday = FIRST, FIRST + timedelta(days=1)
    legs = {1: {monday, tuesday}, 2: {monday}, 3: {tuesday + timedelta(days=3)}}
    found = shared(legs, {monday})
    assert (found.none_because, found.held_up_by) == (NoneBecause.LEGS_DIFFER, (3,))


@given(st.dates(date(2025, 1, 1), date(2030, 1, 1)))
def test_only_working_days_to_come_are_to_be_chosen(today):
    days = to_choose_from(today)
    assert all(day > today and is_working_day(day) for day in days)
    assert len(days) >= 30
