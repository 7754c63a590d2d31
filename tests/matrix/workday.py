"""The day of the works in the matrix: legs of network operators, applications at the desk and of applicants."""

from django.utils import timezone

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg, Term
from connectmyhome.legs.states import Party
from connectmyhome.legs.terms.operations import load_terms
from connectmyhome.operators import Operator, Utility
from connectmyhome.workday.common import to_choose_from
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.agreeing import propose
from connectmyhome.workday.operations.days import choose_days, offer_days
from portal.access.actor import SYSTEM
from portal.accounts.models import OrganisationKind
from portal.primitives.period import belgian_day
from tests.connectmyhome.scenes import a_leg
from tests.matrix.making import Make, Thing
from tests.matrix.people import OTHER, OWN, People

_UTILITIES = {
    Operator.ORES: Utility.ELECTRICITY,
    Operator.RESA: Utility.ELECTRICITY,
    Operator.SWDE: Utility.WATER,
    Operator.PROXIMUS: Utility.TELECOM,
    Operator.ORANGE: Utility.TELECOM,
    Operator.TELENET: Utility.TELECOM,
}


def _proposed(leg: Leg) -> Proposal:
    """A day that waits for confirmations, for this leg."""
    now = timezone.now()
    days = to_choose_from(belgian_day(now))[3:5]
    offer_days(leg=leg, days=days, actor=SYSTEM, now=now)
    choose_days(application=leg.application, days=days, now=now)
    waiting = leg.application.proposals.filter(state="open").first()
    told = {"application": leg.application, "day": days[0], "by": Party.COORDINATOR, "actor": SYSTEM, "now": now}
    return waiting or propose(**told)


def _of_operators(people: People, *, with_proposal: bool) -> list[Thing]:
    """A leg of each of two network operators, for its own people alone."""
    made = []
    for name in (OWN, OTHER):
        organisation = people.organisations[OrganisationKind.NETWORK_OPERATOR, name]
        operator = Operator(organisation.operator)
        leg = a_leg(operator=operator, utility=_UTILITIES[operator])
        proposal = _proposed(leg)
        theirs = frozenset(person.name for person in people if person.organisation == organisation)
        kwargs: dict[str, object] = {"public_id": leg.public_id}
        if with_proposal:
            kwargs |= {"proposal": proposal.public_id}
        made.append(Thing(kwargs, theirs, f"of the {name} operator"))
    return made


def _application(people: People) -> list[Thing]:
    made: Application = _proposed(a_leg()).application
    return [Thing({"reference": made.reference}, None, "at the desk")]


def _proposal(people: People) -> list[Thing]:
    made = _proposed(a_leg())
    kwargs: dict[str, object] = {"reference": made.application.reference, "proposal": made.public_id}
    return [Thing(kwargs, None, "at the desk")]


def _term(people: People) -> list[Thing]:
    load_terms(now=timezone.now())
    return [Thing({"term": Term.objects.earliest("pk").pk}, None, "of the file")]


def _legs(people: People) -> list[Thing]:
    return _of_operators(people, with_proposal=False)


def _days_of_legs(people: People) -> list[Thing]:
    return _of_operators(people, with_proposal=True)


WORKDAY: dict[str, Make] = {
    "workday:leg_days": _legs,
    "workday:leg_calendar": _legs,
    "workday:leg_accept": _days_of_legs,
    "workday:leg_decline": _days_of_legs,
    "workday:application": _application,
    "workday:propose": _application,
    "workday:desk_calendar": _application,
    "workday:cancel": _proposal,
    "workday:term_end": _term,
}
