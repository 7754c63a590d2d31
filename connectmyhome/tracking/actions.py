"""What an applicant has to do next, the most pressing first. Pure over legs and their clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from connectmyhome.legs.clocks import Clock
from connectmyhome.legs.models import Leg, Offer, Question
from connectmyhome.legs.operations.expiring import INCOMPLETE_FOR
from connectmyhome.legs.states import PLANNABLE, LegState
from portal.primitives.period import belgian_day


class What(StrEnum):
    """Kinds of actions, the most pressing first when the day is the same."""

    DOCUMENT = "document"
    QUESTION = "question"
    OFFER = "offer"
    CONFIRM_DAY = "confirm_day"
    PAY = "pay"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Action:
    """`until` is the last day on which it is in time; None where no day is set."""

    what: What
    leg: Leg | None = None  # None: of all, as the work day
    until: date | None = None
    question: Question | None = None
    offer: Offer | None = None


def limit_of(question: Question, leg: Leg) -> date | None:
    """The last day for a document that the operator misses: then the leg expires."""
    if not question.document or leg.state != LegState.INCOMPLETE:
        return None
    return belgian_day(question.asked_at + INCOMPLETE_FOR) - timedelta(days=1)


def actions_of(pairs: Sequence[tuple[Leg, Clock]], *, day: What | None, now: datetime) -> list[Action]:
    """All that waits for the applicant. `day` is what the work day asks for, if anything. The legs come with
    `questions` and `offers` fetched."""
    today = belgian_day(now)
    found = [action for leg, clock in pairs for action in _of_leg(leg, clock, today)]
    if day is not None:
        found.append(Action(day))
    order = list(What)
    return sorted(
        found, key=lambda one: (one.until or date.max, order.index(one.what), one.leg.pk if one.leg else 0)
    )


def _of_leg(leg: Leg, clock: Clock, today: date) -> list[Action]:
    if clock.waits_for is None:
        return []
    found = [
        Action(What.DOCUMENT if each.document else What.QUESTION, leg, limit_of(each, leg), question=each)
        for each in leg.questions.all()
        if each.is_open
    ]
    if leg.state == LegState.OFFERED:
        found += [
            Action(What.OFFER, leg, each.valid_until, offer=each)
            for each in leg.offers.all()
            if each.ended_at is None and each.valid_until >= today
        ]
    if leg.state in PLANNABLE and to_pay(leg):
        found.append(Action(What.PAY, leg, offer=accepted_offer(leg)))
    return found


def to_pay(leg: Leg) -> bool:
    """Whether the payment of the accepted offer has not been reported yet; an offer of nothing asks for none."""
    offer = accepted_offer(leg)
    return leg.paid_on is None and offer is not None and offer.amount > 0


def accepted_offer(leg: Leg) -> Offer | None:
    """The offer that the applicant agreed to."""
    return next((each for each in leg.offers.all() if each.accepted_at is not None), None)
