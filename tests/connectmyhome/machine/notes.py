"""What the machine remembers of each leg, and what follows from it: its own account of what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from connectmyhome.legs.models import Leg, Offer, Question
from tests.connectmyhome.machine.facts import (
    CLOSED,
    DAY,
    FILES,
    MOVES,
    TERMS,
    a_year_later,
    day_of,
    is_working,
    last_day_in_time,
)

PLANNABLE = ("accepted", "permits")


@dataclass
class Asked:
    question: Question
    document: str
    is_open: bool = True


@dataclass
class Noted:
    """One leg as the machine remembers it."""

    leg: Leg
    state: str = "submitted"
    asked: list[Asked] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    open_offer: Offer | None = None
    accepted_on: date | None = None
    paid_on: date | None = None
    free: bool = False
    road_works: bool = False
    permits_on: date | None = None
    connected_on: date | None = None
    closed_at: datetime | None = None
    planned_on: date | None = None
    planned_alone: bool = False
    stood_still: set[date] = field(default_factory=set)
    was_late: bool = False
    days: set[date] = field(default_factory=set)  # on which its operator can
    after_withdrawal: tuple[int, ...] | None = None  # what there was of it then

    @property
    def name(self) -> str:
        return f"{self.leg.operator} {self.leg.utility}"

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    @property
    def open_questions(self) -> list[Asked]:
        return [each for each in self.asked if each.is_open]

    @property
    def why_not_planned(self) -> str:
        if self.paid_on is None and not self.free:
            return "unpaid"
        if self.road_works and self.permits_on is None:
            return "permits"
        return "asked" if self.open_questions else ""

    @property
    def is_ready(self) -> bool:
        return self.state in PLANNABLE and not self.why_not_planned

    def may(self, act: str, *, day: date, document: str = "") -> bool:
        """Whether the operator can do this today. What it says is right in itself: days, words, amounts."""
        where = {
            "study": ("submitted",),
            "ask": tuple(set(MOVES) - CLOSED),
            "missing": ("submitted", "incomplete", "in_study"),
            "offer": ("in_study", "offered"),
            "payment": PLANNABLE,
            "permits": ("accepted",),
            "permits-exist": ("permits",),
            "plan": PLANNABLE,
            "unplan": ("planned",),
            "connected": ("planned",),
            "refuse": tuple(set(MOVES) - CLOSED - {"planned"}),
        }
        if self.state not in where[act]:
            return False
        if act == "missing":
            waits = any(each.document == document for each in self.open_questions)
            return document in FILES[self.leg.utility] | {"other"} and not waits
        return act != "plan" or (not self.why_not_planned and is_working(day))

    def knows(self, act: str, told: Mapping[str, Any]) -> bool:
        """Whether the operator told it before."""
        days = {"payment": ("paid_on", self.paid_on), "permits-exist": ("on", self.permits_on)}
        name, day = days.get(act, ("", None))
        return day is not None and told[name] == day

    def go(self, to: str, now: datetime) -> None:
        assert to in MOVES[self.state], (self.name, self.state, to)
        self.state = to
        if to not in ("planned", "connected"):
            self.planned_on, self.planned_alone = None, False
        if to in CLOSED:
            self.closed_at = now
            self.days.clear()
            for each in self.open_questions:
                each.is_open = False
        if to in CLOSED - {"connected"}:
            self.open_offer = None

    def unplan(self, now: datetime) -> None:
        self.go("permits" if self.road_works else "accepted", now)

    def end_question(self, asked: Asked, now: datetime) -> None:
        asked.is_open = False
        if self.state == "incomplete" and not any(each.document for each in self.open_questions):
            self.go("submitted", now)

    def pass_days(self, before: date, after: date) -> None:
        """Each day that went by with an open question counts for nothing."""
        while before < after:
            if self.open_questions:
                self.stood_still.add(before)
            before += DAY

    # Clocks

    @property
    def starts_on(self) -> date | None:
        """The day after acceptance, payment and, with road works, permits."""
        needed = [self.accepted_on, *([] if self.free else [self.paid_on])]
        needed += [self.permits_on] if self.road_works else []
        return max(day for day in needed if day) + DAY if all(needed) else None

    @property
    def term(self) -> tuple[int, str] | None:
        return TERMS.get((self.leg.utility, self.road_works))

    @property
    def deadline(self) -> date | None:
        start, term = self.starts_on, self.term
        return last_day_in_time(start, term, self.stood_still) if start and term else None

    def is_late(self, today: date) -> bool:
        return self.deadline is not None and (self.connected_on or today) > self.deadline

    # Time

    def expires(self, now: datetime) -> bool:
        if self.state == "offered":
            assert self.open_offer is not None
            return self.open_offer.valid_until < day_of(now)
        if self.state == "incomplete":
            missed = [each.question.asked_at for each in self.open_questions if each.document]
            return min(missed) <= now - timedelta(days=90)
        return False

    def kept_until(self) -> date | None:
        return a_year_later(day_of(self.closed_at)) if self.closed_at else None
