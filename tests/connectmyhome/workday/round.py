"""A house with three legs that are ready for a day, and their operators."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.operators import Operator, Utility
from connectmyhome.workday.common import to_choose_from
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.agreeing import confirm
from connectmyhome.workday.operations.days import choose_days, offer_days
from connectmyhome.workday.queries import open_proposal
from portal.access.actor import ANONYMOUS, Actor, ActorKind
from portal.accounts.models import Organisation
from portal.primitives.period import belgian_day
from tests.connectmyhome.scenes import a_leg, a_network_operator, a_sent_application

NOW = timezone.now()
DAYS = to_choose_from(belgian_day(NOW))


@dataclass
class Round:
    application: Application
    legs: dict[Operator, Leg]
    organisations: dict[Operator, Organisation]

    def offer(self, operator: Operator, *numbers: int, now: datetime = NOW) -> None:
        """Days by their number among those to choose from."""
        offer_days(leg=self.legs[operator], days=days(*numbers), actor=self.actor(operator), now=now)

    def choose(self, *numbers: int, now: datetime = NOW) -> None:
        choose_days(application=self.application, days=days(*numbers), now=now)

    def confirm(self, proposal: Proposal, *parties: Operator | None, now: datetime = NOW) -> None:
        """None is the applicant."""
        for party in parties:
            leg, actor = (self.legs[party], self.actor(party)) if party else (None, ANONYMOUS)
            confirm(proposal=proposal, leg=leg, actor=actor, now=now)

    def actor(self, operator: Operator) -> Actor:
        organisation = self.organisations[operator]
        return Actor(ActorKind.MEMBER, id="member", organisation=str(organisation.public_id), role="member")

    @property
    def waiting(self) -> Proposal | None:
        return open_proposal(self.application)

    def states(self) -> dict[str, tuple[str, date | None]]:
        return {leg.operator: (leg.state, leg.planned_on) for leg in self.application.legs.all()}


def days(*numbers: int) -> list[date]:
    return [DAYS[number] for number in numbers]


def a_round() -> Round:
    """Electricity of ORES, water of SWDE and telecom of Proximus, all accepted and paid."""
    application = a_sent_application()
    utilities = {
        Operator.ORES: Utility.ELECTRICITY,
        Operator.SWDE: Utility.WATER,
        Operator.PROXIMUS: Utility.TELECOM,
    }
    legs = {operator: a_leg(application, operator, utility) for operator, utility in utilities.items()}
    return Round(application, legs, {operator: a_network_operator(operator) for operator in utilities})


def an_agreed_round() -> tuple[Round, Proposal]:
    """Planned on the fourth day."""
    made = a_round()
    made.choose(3, 5)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    proposal = made.waiting
    assert proposal is not None
    made.confirm(proposal, None, *made.legs)
    proposal.refresh_from_db()
    return made, proposal
