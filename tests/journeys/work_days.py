"""Who looks at the day of the works: an applicant, an operator and the coordinator."""

from connectmyhome.legs.models import Term
from connectmyhome.legs.states import LegState
from connectmyhome.legs.terms.operations import load_terms
from connectmyhome.operators import Operator, Utility
from connectmyhome.tracking.retention.operations import load_retentions
from portal.accounts.roles import Role
from portal.identity.models import User
from portal.identity.sessions import SessionStore
from tests.connectmyhome.scenes import a_leg
from tests.connectmyhome.tracking.applicants import let_in
from tests.connectmyhome.workday.round import NOW, Round, a_round
from tests.factories import a_member, a_member_of_staff

Places = dict[str, str]


def agreeing() -> tuple[SessionStore | None, Places]:
    """The applicant, who is asked to confirm a day."""
    made, places = _proposed()
    return let_in(made.application), places


def planning() -> tuple[User, Places]:
    """Of an operator, who is asked to confirm a day."""
    made, places = _proposed()
    return a_member(made.organisations[Operator.ORES], name="Eva Lenaerts"), places


def coordinator() -> tuple[User, Places]:
    """Sees a day that waits, an application that one connection holds up, and one for which to propose a day."""
    _, places = _proposed()
    held_up, ready = a_round(), a_round()
    for made in (held_up, ready):
        a_leg(made.application, Operator.ORES, Utility.GAS, LegState.IN_STUDY)
        made.choose(3, 4)
        made.offer(Operator.ORES, 3, 4)
        made.offer(Operator.SWDE, 3, 4)
    held_up.offer(Operator.PROXIMUS, 6, 7)
    ready.offer(Operator.PROXIMUS, 3, 4)
    places |= {"held_up": held_up.application.reference, "ready": ready.application.reference}
    places["term"] = str(Term.objects.earliest("pk").pk)
    return a_member_of_staff(Role.CONNECTION_COORDINATOR, name="Noé Peeters"), places


def _proposed() -> tuple[Round, Places]:
    """A day fell and another one waits for confirmations."""
    load_terms(now=NOW)
    load_retentions(now=NOW)
    made = a_round()
    made.choose(3, 5, 8)
    for operator in made.legs:
        made.offer(operator, 3, 5)
    made.offer(Operator.SWDE, 5, 8)
    waiting = made.waiting
    assert waiting is not None
    places = {"reference": made.application.reference, "proposed": str(waiting.public_id)}
    return made, places | {"leg": str(made.legs[Operator.ORES].public_id)}
