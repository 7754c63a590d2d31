"""Mandates, requests and signed papers in the matrix."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from mandates.models import RequestList
from mandates.operations.asking import Wish, address_requests, request
from mandates.states import MandateState
from mandates.terms import Terms
from portal.access.kinds import DataKind, Granularity
from portal.accounts.models import Organisation
from portal.customers.models import Customer, Occupancy
from portal.primitives.period import belgian_day, years_before
from tests.consumption.pages.homes import a_home
from tests.factories import OrganisationFactory, an_ean
from tests.mandates.factories import a_mandate, a_request, acting_for
from tests.mandates.papers.people import a_mandate_to_sign, sent
from tests.matrix.making import Make, Thing, at_desk, of_members, of_residents
from tests.matrix.people import People, Person


def _occupancy(person: Person) -> Occupancy:
    return Occupancy.objects.get(access_point=a_home(person.user))


def _draft(person: Person) -> object:
    return a_mandate(_occupancy(person), state=MandateState.DRAFT).public_id


def _asked(person: Person) -> object:
    """A request that was brought to the resident."""
    now = timezone.now()
    today = belgian_day(now)
    terms = Terms(
        kinds=frozenset({DataKind.HISTORY}),
        granularity=Granularity.DAY,
        data_start=years_before(today, 1),
        data_end=None,
        ends_on=today + timedelta(days=200),
        purpose="Audit énergétique",
    )
    holder, ean = OrganisationFactory(), _occupancy(person).access_point.ean
    made = request(holder=holder, actor=acting_for(holder), wish=Wish((ean,), terms), now=now)
    address_requests(now=now)
    return made.public_id


def _held(holder: Organisation) -> dict[str, object]:
    return {"public_id": a_mandate(Occupancy.objects.get(access_point=a_home(None)), holder=holder).public_id}


def _waiting(holder: Organisation) -> dict[str, object]:
    return {"public_id": a_request([an_ean(7_000_001)], holder=holder).public_id}


def _list(holder: Organisation) -> dict[str, object]:
    made = RequestList.objects.create(holder=holder, asked_by="member", token=uuid4(), created_at=timezone.now())
    return {"public_id": made.public_id}


def _to_sign(person: Person) -> object:
    mandate = a_mandate_to_sign()
    Customer.objects.filter(pk=mandate.grantor_id).update(user=person.user)
    return mandate.public_id


def _page(people: People) -> list[Thing]:
    """Shown to who took the paper in hand."""
    handler = people["staff mandate_reviewer"]
    paper = sent(a_mandate_to_sign(), handler=str(handler.user.public_id))
    return [Thing({"public_id": paper.public_id, "number": 1}, frozenset({handler.name}), "of its reader")]


_granted = of_residents(lambda person: a_mandate(_occupancy(person)).public_id)
_drafted = of_residents(_draft)
_held_ones = of_members(_held)
_lists = of_members(_list)
_papers_to_sign = of_residents(_to_sign)

MANDATES: dict[str, Make] = {
    "mandates:grant": lambda people: [Thing({"holder_id": OrganisationFactory().public_id}, None, "somebody")],
    "mandates:mandate": _granted,
    "mandates:file": _granted,
    "mandates:end": _granted,
    "mandates:terms": _drafted,
    "mandates:sign": _drafted,
    "mandates:send_code": _drafted,
    "mandates:accept": of_residents(_asked),
    "mandates:held_one": _held_ones,
    "mandates:held_file": _held_ones,
    "mandates:held_end": _held_ones,
    "mandates:renew": _held_ones,
    "mandates:request_list": _lists,
    "mandates:request_list_file": _lists,
    "papers:upload": _papers_to_sign,
    "papers:holder_upload": of_members(_waiting),
    "papers:review": at_desk(lambda people: sent(a_mandate_to_sign()).public_id),
    "papers:page": _page,
}
