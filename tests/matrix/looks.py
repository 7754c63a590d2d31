"""What suppliers see, lines of the journal, and questions about them, for the matrix."""

from uuid import uuid4

from django.utils import timezone

from connectmyhome.legs.erasures.operations import ask as ask_to_erase
from connectmyhome.operators import Operator
from portal.accounts.models import Organisation, OrganisationKind
from portal.cases.operations import open_case
from portal.cases.states import CaseKind
from portal.market.models import Supplier, SupplyContract
from tests.connectmyhome.scenes import a_leg
from tests.factories import OccupancyFactory
from tests.matrix.people import People, Person
from tests.portal.accounts.webhooks.receiver import an_endpoint as new_endpoint
from tests.portal.accounts.webhooks.receiver import tell
from tests.portal.cases.scenes import a_home_looked_at, ask, questionable


def supplied(people: People, name: str) -> tuple[object, frozenset[str]]:
    """An access point under contract of one of the two suppliers, and the names of its people."""
    organisation = people.organisations[OrganisationKind.SUPPLIER, name]
    supplier, _made = Supplier.objects.get_or_create(gln=organisation.gln, defaults={"name": organisation.name})
    home = OccupancyFactory()
    SupplyContract.objects.create(supplier=supplier, access_point=home.access_point, start=home.start)
    theirs = frozenset(each.name for each in people if each.organisation == organisation)
    return home.access_point.public_id, theirs


def an_alert(people: People) -> object:
    kind, now = CaseKind.LOOK_UP_ALERT, timezone.now()
    return open_case(key="matrix", kind=kind, detail={"alert": "colleague"}, now=now).public_id


def an_endpoint(organisation: Organisation) -> dict[str, object]:
    made, _secret = new_endpoint(organisation, f"https://{uuid4()}.example.org/")
    return {"public_id": made.public_id}


def an_event(organisation: Organisation) -> dict[str, object]:
    made, _secret = new_endpoint(organisation, f"https://{uuid4()}.example.org/")
    return {"public_id": tell(made).public_id}


def an_erasure(organisation: Organisation) -> dict[str, object]:
    application = a_leg(operator=Operator(organisation.operator)).application
    ask_to_erase(application=application, operator=organisation.operator, now=timezone.now())
    return {"public_id": application.erasures.get().public_id}


def a_line(person: Person) -> dict[str, object]:
    """A line of the journal of `person`, by somebody else."""
    assert person.user is not None
    a_home_looked_at(person.user)
    line = questionable(person.user)[0]
    return {"day": line.day.isoformat(), "key": line.key}


def a_question(person: Person) -> object:
    assert person.user is not None
    a_home_looked_at(person.user)
    return ask(person.user, questionable(person.user)[0]).public_id
