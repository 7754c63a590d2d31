"""The winter period, as data."""

from datetime import date
from itertools import pairwise

import pytest

from mandates.welfare.winter import RULES, winter_on
from portal.primitives.period import Period

WINTER_2026 = Period(date(2026, 11, 1), date(2027, 3, 16))


@pytest.mark.parametrize(
    ("day", "period", "running"),
    [
        (date(2026, 10, 31), WINTER_2026, False),
        (date(2026, 11, 1), WINTER_2026, True),
        (date(2026, 12, 31), WINTER_2026, True),
        (date(2027, 1, 1), WINTER_2026, True),
        (date(2027, 3, 15), WINTER_2026, True),
        (date(2027, 3, 16), Period(date(2027, 11, 1), date(2028, 3, 16)), False),
    ],
)
def test_a_day_is_in_a_winter_or_before_the_next_one(day, period, running):
    winter = winter_on(day)
    assert winter is not None
    assert (winter.period, winter.running) == (period, running)


def test_no_winter_is_told_where_no_rule_is_known():
    assert winter_on(date(2000, 1, 1)) is None


def test_each_rule_names_its_source_and_no_two_hold_on_one_day():
    assert all(rule.source for rule in RULES)
    for before, after in pairwise(RULES):
        assert before.valid.intersection(after.valid) is None
