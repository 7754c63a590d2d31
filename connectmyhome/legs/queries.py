"""Legs as each party may see them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, F, Prefetch, Q, QuerySet, When

from connectmyhome.application.models import Application, Consent
from connectmyhome.legs.clocks import Clock, Facts, Wait, clock
from connectmyhome.legs.models import Leg, LegStep, Offer, Question
from connectmyhome.legs.states import OPEN, LegState
from connectmyhome.legs.terms.queries import rules
from connectmyhome.operators import Utility
from portal.accounts.models import Organisation
from portal.primitives.period import belgian_day

IN_ORDER = (Case(*(When(utility=utility, then=place) for place, utility in enumerate(Utility))), "operator")


def legs_of_operator(organisation: Organisation) -> QuerySet[Leg]:
    """The legs of the network operator that the organisation is, as long as the applicant lets it have them: a leg
    that was withdrawn, or of an application that was erased, does not exist for it any more."""
    consents = Consent.objects.filter(operator=organisation.operator, withdrawn_at=None)
    return (
        Leg.objects.filter(operator=organisation.operator, application__in=consents.values("application"))
        .exclude(state=LegState.WITHDRAWN)
        .exclude(operator="")
        .exclude(application__erased_at__isnull=False)
        .select_related("application", "application__commune")
    )


def queue(
    organisation: Organisation, *, now: datetime, state: str = "", number: str = ""
) -> list[tuple[Leg, Clock]]:
    """Its legs with their clocks: the first legal deadline first, then the first that was sent; what is closed,
    last closed first. Without a `state` the open ones; `number` is our reference or the operator's own."""
    legs = legs_of_operator(organisation)
    if number:
        legs = legs.filter(Q(application__reference__iexact=number) | Q(own_reference__iexact=number))
    if state or not number:
        legs = legs.filter(state__in=[state] if state else list(OPEN))
    return sorted(
        with_clocks(legs.order_by(F("closed_at").desc(nulls_first=True), "sent_at", "pk"), now=now), key=_urgency
    )


def _urgency(leg_and_clock: tuple[Leg, Clock]) -> date:
    leg, clock = leg_and_clock
    return clock.deadline if clock.deadline and leg.closed_at is None else date.max


def legs_of_application(application: Application) -> QuerySet[Leg]:
    """All legs of the application, for the applicant and the coordinator, in the order of utilities."""
    offers = Offer.objects.defer("pdf")
    legs = application.legs.order_by(*IN_ORDER)
    return legs.prefetch_related("steps", "questions", Prefetch("offers", offers))


def with_clocks(legs: Iterable[Leg], *, now: datetime) -> list[tuple[Leg, Clock]]:
    """Each leg with its clock, in the order given: four queries, however many legs."""
    found = list(legs)
    steps, asked = _steps(found), _asked(found)
    accepted = Offer.objects.filter(leg__in=found, accepted_at__isnull=False)
    free = set(accepted.filter(amount=0).values_list("leg_id", flat=True))
    terms, today = rules(), belgian_day(now)
    return [
        (
            leg,
            clock(
                _facts(leg, steps[leg.pk], asked[leg.pk], to_pay=leg.pk not in free),
                terms[leg.utility],
                today=today,
            ),
        )
        for leg in found
    ]


_Steps = list[tuple[str, date]]


def _steps(legs: list[Leg]) -> dict[int, _Steps]:
    """The states that each leg came to, and when."""
    steps: dict[int, _Steps] = defaultdict(list)
    for leg_id, state, at in LegStep.objects.filter(leg__in=legs).values_list("leg_id", "state", "at"):
        steps[leg_id].append((state, belgian_day(at)))
    return steps


def _asked(legs: list[Leg]) -> dict[int, list[Wait]]:
    """From when to when questions of each leg were open."""
    waits: dict[int, list[Wait]] = defaultdict(list)
    asked = Question.objects.filter(leg__in=legs).values_list("leg_id", "asked_at", "answered_at", "withdrawn_at")
    for leg_id, asked_at, answered_at, withdrawn_at in asked:
        ended = answered_at or withdrawn_at
        waits[leg_id].append(Wait(belgian_day(asked_at), belgian_day(ended) if ended else None))
    return waits


def _facts(leg: Leg, steps: _Steps, asked: list[Wait], *, to_pay: bool) -> Facts:
    ends: list[date | None] = [day for _, day in steps[1:]]
    incomplete = [
        Wait(day, end)
        for (state, day), end in zip(steps, [*ends, None], strict=False)
        if state == LegState.INCOMPLETE
    ]
    return Facts(
        state=LegState(leg.state),
        since=steps[-1][1] if steps else belgian_day(leg.sent_at),
        waits=[*asked, *incomplete],
        accepted_on=belgian_day(leg.accepted_at) if leg.accepted_at else None,
        paid_on=leg.paid_on,
        to_pay=to_pay,
        road_works=leg.road_works,
        permits_on=leg.permits_on,
        finished_on=leg.connected_on or (belgian_day(leg.closed_at) if leg.closed_at else None),
    )
