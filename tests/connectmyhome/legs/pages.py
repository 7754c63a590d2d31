"""What a network operator has to do, for the tests of pages."""

from datetime import datetime

from connectmyhome.application.answers import AttachmentKind
from connectmyhome.legs.models import Leg
from connectmyhome.legs.operations import asking, offering
from connectmyhome.legs.states import LegState
from connectmyhome.legs.terms.operations import load_terms
from connectmyhome.operators import Operator, Utility
from portal.access.actor import ANONYMOUS
from portal.accounts.roles import Role
from portal.identity.models import User
from tests.connectmyhome.legs.factories import a_file, a_leg, a_question, an_offer
from tests.connectmyhome.scenes import a_network_operator, a_sent_application
from tests.factories import a_member

ANSWERS = {
    "role": "owner", "name": "Claire Delvaux", "invoice_to": "applicant",
    "street": "Rue de Fer", "house_number": "12", "postal_code": "5000",
    "works": "new", "building": "house", "permit_number": "PU/2026/118", "permit_date": "2026-03-01",
    "utilities": ["electricity", "gas"], "electricity_kva": "9.2", "electricity_phases": "three_neutral",
    "heat_pump_kw": "5.5", "gas_kw": "24", "wanted_from": "2027-03-01", "wanted_until": "2027-03-31",
    "remark": "Le portail est à droite de la grange.",
}  # fmt: skip


def busy(now: datetime) -> tuple[User, dict[str, str]]:
    """A member of ORES with legs in several states: one with files, questions and offers, one just received, one
    accepted."""
    load_terms(now=now)
    application = a_sent_application(now, answers=ANSWERS)
    full = a_leg(LegState.OFFERED, application=application, now=now)
    a_file(application), a_file(application, AttachmentKind.PHOTO)
    offering.decline(offer=full.offers.get(), reason="Trop cher", actor=ANONYMOUS, now=now)
    an_offer(full, now)
    answered = a_question(full, now=now)
    asking.answer(question=answered, text="Dans la cave, à gauche.", actor=ANONYMOUS, now=now)
    asked = a_question(full, now=now)
    Leg.objects.filter(pk=full.pk).update(own_reference="ORES-2026-118", to_be_checked=True)
    received = a_leg(application=application, utility=Utility.GAS, now=now)
    studied = a_leg(LegState.IN_STUDY, now=now)
    planned = a_leg(LegState.PLANNED, now=now)
    places = {"leg": full, "received": received, "studied": studied, "planned": planned}
    member = a_member(a_network_operator(Operator.ORES), Role.MEMBER, name="Eva Lambert")
    return member, {name: str(leg.public_id) for name, leg in places.items()} | {"asked": str(asked.public_id)}
