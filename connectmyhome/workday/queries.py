"""Who can when, and the day that suits everybody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Min, Prefetch, Q, QuerySet

from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.clocks import Clock
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations.working import why_not_planned
from connectmyhome.legs.queries import IN_ORDER, with_clocks
from connectmyhome.legs.states import OPEN, PLANNABLE, UNDECIDED, LegState
from connectmyhome.workday.common import CommonDays, shared
from connectmyhome.workday.models import ApplicantDay, Assent, OperatorDay, Proposal
from connectmyhome.workday.states import ProposalState
from portal.primitives.period import belgian_day


def is_plannable(leg: Leg) -> bool:
    """Whether the leg is ready for a day: nothing else stands between its accepted offer and the works."""
    return leg.state in PLANNABLE and not why_not_planned(leg)


def plannable(application: Application) -> list[Leg]:
    """The legs of the application that a day can be proposed for."""
    legs = application.legs.filter(state__in=list(PLANNABLE)).order_by(*IN_ORDER)
    return [leg for leg in legs if is_plannable(leg)]


def days_of_legs(legs: Iterable[Leg], *, after: date) -> Mapping[int, frozenset[date]]:
    """The days after `after` that the operator of each leg offered, by the leg's key. One query."""
    keys = [leg.pk for leg in legs]
    found: dict[int, set[date]] = defaultdict(set)
    for leg_id, day in OperatorDay.objects.filter(leg__in=keys, day__gt=after).values_list("leg_id", "day"):
        found[leg_id].add(day)
    return {key: frozenset(found[key]) for key in keys}


def days_of_applicant(application: Application, *, after: date) -> frozenset[date]:
    """The days after `after` that suit the applicant."""
    found = ApplicantDay.objects.filter(application=application, day__gt=after)
    return frozenset(found.values_list("day", flat=True))


def common_days(application: Application, *, now: datetime) -> CommonDays:
    """The coming days that all legs that are ready and the applicant share. Others do not block them."""
    today = belgian_day(now)
    return shared(days_of_legs(plannable(application), after=today), days_of_applicant(application, after=today))


def proposals_of(application: Application) -> QuerySet[Proposal]:
    """All days that were proposed, the latest last, with what everybody said."""
    assents = Prefetch("assents", Assent.objects.select_related("leg"))
    return application.proposals.select_related("ended_leg").prefetch_related(assents)


def open_proposal(application: Application) -> Proposal | None:
    """The day that waits for confirmations."""
    return proposals_of(application).filter(state=ProposalState.OPEN).first()


def events_of(application: Application) -> list[Proposal]:
    """The calendar events of the application as they are now, each once."""
    return list({proposal.uid: proposal for proposal in proposals_of(application)}.values())


def events_of_leg(leg: Leg) -> list[Proposal]:
    """As `events_of`, those that concern the leg or concerned it."""
    found = Proposal.objects.filter(assents__leg=leg).order_by("made_at", "pk")
    return list({proposal.uid: proposal for proposal in found.prefetch_related("assents")}.values())


@dataclass(frozen=True, slots=True)
class Card:
    """A day as one of those whom it concerns sees it: the operator of a leg, or the applicant."""

    proposal: Proposal
    confirmed: bool  # by the one who looks
    waits_for: tuple[Leg | None, ...]  # who has not confirmed; None is the applicant
    stands: bool  # is to come, so that it may still be confirmed or declined


def cards(application: Application, leg: Leg | None, *, today: date) -> list[Card]:
    """The days that concern the leg, or without one the applicant: those that are proposed or agreed, and the last
    one when it fell."""
    found = list(proposals_of(application))
    shown = [each for each in found if each.is_live or each is found[-1]]
    made = [_card(each, leg, today) for each in shown]
    return [card for card in made if card is not None]


def _card(proposal: Proposal, leg: Leg | None, today: date) -> Card | None:
    asked = [assent for assent in proposal.assents.all() if assent.left_at is None]
    own = [assent for assent in asked if assent.leg == leg]
    if not own:
        return None
    return Card(
        proposal=proposal,
        confirmed=own[0].confirmed_at is not None,
        waits_for=tuple(assent.leg for assent in asked if assent.confirmed_at is None),
        stands=proposal.is_live and proposal.day > today,
    )


def days_of_others(leg: Leg, *, after: date) -> frozenset[date]:
    """The days that suit the applicant and all other legs that are ready: what the operator of the leg is told of
    the others."""
    others = [other for other in plannable(leg.application) if other.pk != leg.pk]
    shared_days = days_of_applicant(leg.application, after=after)
    for days in days_of_legs(others, after=after).values():
        shared_days &= days
    return shared_days


@dataclass(frozen=True, slots=True)
class Lane:
    """One application at the coordinator's desk, with its legs side by side."""

    application: Application
    legs: list[tuple[Leg, Clock]]
    proposal: Proposal | None  # that waits for confirmations

    @property
    def late(self) -> bool:
        return any(clock.late for _, clock in self.legs)


def under_way() -> QuerySet[Application]:
    """The applications at the coordinator's desk, in order: by the first deadline of a leg that is still to be
    connected, so that late ones stand first; those without one by their age."""
    soonest = Min("legs__deadline", filter=Q(legs__state__in=list(OPEN)))
    there = Application.objects.filter(state=ApplicationState.SENT).annotate(soonest=soonest)
    return there.select_related("commune").order_by(F("soonest").asc(nulls_last=True), "sent_at", "pk")


def lanes(applications: Iterable[Application], *, now: datetime) -> list[Lane]:
    """These applications with all that the coordinator sees of them; seven queries, however many there are."""
    shown = list(applications)
    waiting = Proposal.objects.filter(application__in=shown, state=ProposalState.OPEN)
    proposals = {proposal.application_id: proposal for proposal in waiting}
    legs: dict[int, list[tuple[Leg, Clock]]] = defaultdict(list)
    of_all = Leg.objects.filter(application__in=shown).select_related("late_alert").order_by(*IN_ORDER)
    for leg, clock in with_clocks(of_all, now=now):
        legs[leg.application_id].append((leg, clock))
    return [Lane(each, legs[each.pk], proposals.get(each.pk)) for each in shown]


def grid(application: Application, *, after: date) -> list[tuple[date, list[bool]]]:
    """The coming days that anybody can, with who of the applicant and then the legs that are ready can."""
    legs = plannable(application)
    offered = days_of_legs(legs, after=after)
    columns = [days_of_applicant(application, after=after), *(offered[leg.pk] for leg in legs)]
    return [(day, [day in days for days in columns]) for day in sorted(frozenset().union(*columns))]


def to_come(application: Application) -> list[Leg]:
    """The legs that are not ready for a day yet: the coordinator sees them beside the others."""
    waiting = [state for state in LegState if state in _BEFORE]
    return [leg for leg in application.legs.filter(state__in=waiting) if not is_plannable(leg)]


_BEFORE = UNDECIDED | PLANNABLE
