"""The pages of network operators in the matrix: a leg of each of two, with a file, a question and an offer."""

from collections.abc import Callable

from connectmyhome.legs.models import Leg
from connectmyhome.legs.states import LegState
from connectmyhome.operators import Operator
from portal.accounts.models import OrganisationKind
from tests.connectmyhome.legs.factories import a_file, a_leg, a_question
from tests.matrix.making import Make, Thing
from tests.matrix.people import OTHER, OWN, People


def _of_operators(more: Callable[[Leg], dict[str, object]] = lambda leg: {}) -> Make:
    def things(people: People) -> list[Thing]:
        made = []
        for name in (OWN, OTHER):
            organisation = people.organisations[OrganisationKind.NETWORK_OPERATOR, name]
            leg = a_leg(LegState.OFFERED, operator=Operator(organisation.operator))
            theirs = frozenset(person.name for person in people if person.organisation == organisation)
            made.append(Thing({"public_id": leg.public_id, **more(leg)}, theirs, f"of the {name} operator"))
        return made

    return things


LEGS: dict[str, Make] = {
    "legs:leg": _of_operators(),
    "legs:document": _of_operators(lambda leg: {"document": a_file(leg.application).public_id}),
    "legs:offer_file": _of_operators(lambda leg: {"offer": leg.offers.get().public_id}),
    "legs:take_back": _of_operators(lambda leg: {"question": a_question(leg).public_id}),
    "legs:make_offer": _of_operators(),
    "legs:act": _of_operators(lambda leg: {"slug": "ask"}),
}
