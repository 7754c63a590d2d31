"""A mandate as pages show it to either side."""

from dataclasses import dataclass
from datetime import datetime

from mandates import queries, words
from mandates.models import Mandate
from mandates.operations import ending
from mandates.operations.asking import RENEWABLE
from mandates.states import MandateState, Mover
from mandates.terms import REMINDERS, Terms, from_json, terms_of
from portal.grid.models import AccessPoint
from portal.primitives.period import belgian_day


@dataclass(frozen=True, slots=True)
class Shown:
    """A mandate in words. `tone` is that of its state: ok, wait or over."""

    mandate: Mandate
    state: str
    tone: str
    terms: Terms
    kinds: list[str]
    granularity: str
    data_period: str
    access_points: list[AccessPoint]
    eans: list[str]
    ends_soon: bool
    can_end: bool
    can_renew: bool
    less: bool  # the grantor accepted less than was asked for


def for_grantor(mandate: Mandate, *, now: datetime) -> Shown:
    """As its grantor reads it: a request by what was asked."""
    terms = _asked(mandate) if mandate.state == MandateState.REQUESTED else terms_of(mandate)
    return _shown(mandate, terms, words.state_for_grantor(mandate), Mover.GRANTOR, now)


def for_holder(mandate: Mandate, *, now: datetime) -> Shown:
    """As its holder reads it: what it asked for until it counts, whatever the grantor is about to answer."""
    terms = terms_of(mandate) if mandate.active_at or mandate.begun_by == Mover.GRANTOR else _asked(mandate)
    return _shown(mandate, terms, words.state_for_holder(mandate), Mover.HOLDER, now)


def for_reviewer(mandate: Mandate, *, now: datetime) -> Shown:
    """As the reader of a signed paper compares it: what the mandate would let the holder see."""
    return _shown(mandate, terms_of(mandate), words.state_for_grantor(mandate), Mover.OPERATOR, now)


def _asked(mandate: Mandate) -> Terms:
    return from_json(mandate.asked) if mandate.asked else terms_of(mandate)


def _shown(mandate: Mandate, terms: Terms, state: str, side: Mover, now: datetime) -> Shown:
    left = (mandate.ends_on - belgian_day(now)).days
    active = mandate.state == MandateState.ACTIVE
    open_still = ending.end_open_to(mandate, side) is not None and mandate.state != MandateState.LAPSED
    return Shown(
        mandate=mandate,
        state=state,
        tone="ok" if active else "wait" if open_still else "over",
        terms=terms,
        kinds=words.kinds(terms.kinds),
        granularity=words.granularity(terms.granularity),
        data_period=words.data_period(terms),
        access_points=queries.access_points_of(mandate),
        eans=queries.eans_of(mandate),
        ends_soon=active and left <= REMINDERS[0],
        can_end=open_still,
        less=_is_less(mandate),
        can_renew=side == Mover.HOLDER and mandate.state in RENEWABLE,
    )


def _is_less(mandate: Mandate) -> bool:
    if not mandate.asked or mandate.active_at is None:
        return False
    fewer = len(queries.access_points_of(mandate)) < len(mandate.points.all())
    return fewer or terms_of(mandate) != from_json(mandate.asked)
