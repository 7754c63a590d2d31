"""The clock of a leg: by when it must be connected, and who waits for whom since when (R13). Pure Python.

A legal term runs from the day after acceptance and payment and, where there are road works, only once permits
exist. It stands still on each day on which the applicant is asked something, from the day of the question up to,
and without, the day of the answer. Which terms there are is data: see `models.Term`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from connectmyhome.legs.states import CLOSED, LegState, Party
from portal.primitives.working_days import is_working_day

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a term counts."""

    CALENDAR = "calendar"
    WORKING = "working"  # Monday to Friday, without the holidays of Belgium


@dataclass(frozen=True, slots=True)
class Rule:
    """A term as it counts from `start` up to, and without, `end`; `end` None is until further notice."""

    days: int
    unit: Unit
    source: str
    road_works: bool  # for legs with road works or an extension of the network
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """The applicant was asked on `since`, and answered on `until`; None: not yet."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a clock is reckoned from, in Belgian days."""

    state: LegState
    since: date  # in this state
    waits: Sequence[Wait] = ()  # for the applicant: questions, and what was incomplete
    accepted_on: date | None = None
    paid_on: date | None = None
    to_pay: bool = True  # False for an offer of nothing
    road_works: bool = False
    permits_on: date | None = None
    finished_on: date | None = None  # connected, refused, withdrawn or expired


@dataclass(frozen=True, slots=True)
class Clock:
    """`deadline` is the last day that is in time, as things stand: while it waits for the applicant, each day that
    passes moves it. None without a legal term, or before it starts: `rule` tells the two apart."""

    rule: Rule | None  # None: no legal term is known
    start: date | None  # the first day that counts
    deadline: date | None
    paused_days: int  # that counted for nothing up to now
    running: bool
    waits_for: Party | None  # None once the leg is closed
    since: date | None  # it has been waiting so
    late: bool
    days_left: int | None  # after today, in the unit of the rule; below zero by the days that it is late


def clock(facts: Facts, rules: Sequence[Rule], *, today: date) -> Clock:
    """The clock of a leg with these facts, under the rules of its utility, as it stands `today`."""
    waits_for, since = _waits(facts)
    start = _start(facts)
    rule = _rule(rules, facts.road_works, start or today)
    if rule is None or start is None:
        return Clock(rule, start, None, 0, False, waits_for, since, False, None)
    paused = _merged(facts.waits, today)
    deadline = _deadline(rule, start, paused)
    counted_to = min(today, deadline, facts.finished_on or date.max)
    finished = facts.state in CLOSED
    return Clock(
        rule=rule,
        start=start,
        deadline=deadline,
        paused_days=sum(1 for day in _days(start, counted_to) if _is_in(paused, day)),
        running=not finished and start <= today and waits_for is not Party.APPLICANT,
        waits_for=waits_for,
        since=since,
        late=(facts.finished_on or today) > deadline and facts.state not in _GIVEN_UP,
        days_left=None if finished else _left(rule, deadline, today),
    )


_GIVEN_UP = CLOSED - {LegState.CONNECTED}


def _start(facts: Facts) -> date | None:
    """The day after the last of what must be there."""
    needed = [facts.accepted_on]
    needed += [facts.paid_on] if facts.to_pay else []
    needed += [facts.permits_on] if facts.road_works else []
    there = [day for day in needed if day is not None]
    return max(there) + _DAY if len(there) == len(needed) else None


def _rule(rules: Sequence[Rule], road_works: bool, on: date) -> Rule | None:
    """The rule that holds on that day; of several, the one that began last."""
    holding = [
        rule
        for rule in rules
        if rule.road_works == road_works and rule.start <= on and (rule.end is None or on < rule.end)
    ]
    return max(holding, key=lambda rule: rule.start, default=None)


def _merged(waits: Sequence[Wait], today: date) -> list[tuple[date, date]]:
    """The half-open stretches of days that count for nothing; days of several waits are in one of them only."""
    merged: list[tuple[date, date]] = []
    for since, until in sorted((wait.since, wait.until or max(wait.since, today)) for wait in waits):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        elif since < until:
            merged.append((since, until))
    return merged


def _is_in(stretches: Sequence[tuple[date, date]], day: date) -> bool:
    return any(since <= day < until for since, until in stretches)


def _counts(unit: Unit) -> Callable[[date], bool]:
    return is_working_day if unit is Unit.WORKING else lambda day: True


def _deadline(rule: Rule, start: date, paused: Sequence[tuple[date, date]]) -> date:
    counts, left, day = _counts(rule.unit), rule.days, start
    while True:
        if counts(day) and not _is_in(paused, day):
            left -= 1
            if left <= 0:
                return day
        day += _DAY


def _left(rule: Rule, deadline: date, today: date) -> int:
    counts = _counts(rule.unit)
    if today <= deadline:
        return sum(1 for day in _days(today + _DAY, deadline + _DAY) if counts(day))
    return -sum(1 for day in _days(deadline + _DAY, today + _DAY) if counts(day))


def _days(start: date, end: date) -> Iterator[date]:
    """The days from `start` up to, and without, `end`."""
    return (start + _DAY * number for number in range(max((end - start).days, 0)))


def _waits(facts: Facts) -> tuple[Party | None, date | None]:
    """Whose turn it is, and since when."""
    if facts.state in CLOSED:
        return None, None
    asked = [wait.since for wait in facts.waits if wait.until is None]
    if asked:
        return Party.APPLICANT, min(asked)
    answered = [wait.until for wait in facts.waits if wait.until is not None]
    if facts.state is LegState.OFFERED:
        return Party.APPLICANT, facts.since
    if facts.state in (LegState.ACCEPTED, LegState.PERMITS) and facts.to_pay and facts.paid_on is None:
        return Party.APPLICANT, facts.accepted_on or facts.since
    told = [facts.since, facts.paid_on, facts.permits_on if facts.road_works else None, *answered]
    return Party.OPERATOR, max(day for day in told if day is not None)
