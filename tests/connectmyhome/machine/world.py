"""Where all courses begin: six operators, each with people, a program and an endpoint, and an application of a
house in Namur that is about to be sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from oauth2_provider.models import get_access_token_model

from connectmyhome.application.answers import AttachmentKind, Key
from connectmyhome.application.models import Application
from connectmyhome.legs.terms.operations import load_terms
from connectmyhome.operators import Operator, Utility
from connectmyhome.tracking.retention.operations import load_retentions
from portal.access.actor import Actor, ActorKind
from portal.accounts.clients.models import Client as ProgramOfClient
from portal.accounts.models import Membership, Organisation
from portal.accounts.webhooks.models import Endpoint
from portal.identity.models import Session
from tests.connectmyhome.factories import an_application
from tests.connectmyhome.machine.facts import day_of
from tests.connectmyhome.tracking.applicants import let_in
from tests.factories import a_member
from tests.journeys.people import client_of
from tests.portal.accounts.webhooks.receiver import Receiver, a_network_operator, an_endpoint
from tests.portal.api.programs import Program, a_program

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
AMOUNTS = (Decimal("1250.50"), Decimal(0), Decimal("777.77"))


@dataclass
class Party:
    """An operator: its organisation, its people's browser, its program, and where it is told of events."""

    operator: str
    organisation: Organisation
    browser: Client
    program: Program
    receiver: Receiver
    endpoint: Endpoint
    secret: str

    @property
    def actor(self) -> Actor:
        organisation = str(self.organisation.public_id)
        return Actor(ActorKind.MEMBER, id="member", organisation=organisation, role="member")

    @property
    def administrator(self) -> Membership:
        return Membership.objects.filter(organisation=self.organisation, role="administrator").earliest("pk")


def an_answer(key: str) -> str:
    """Found nowhere else, so that a column too many shows wherever it is."""
    return f"answer ‹{key}›"


def the_answers() -> dict[Key, Any]:
    """Every question answered."""
    day = day_of(START)
    days = {
        Key.PERMIT_DATE: -60, Key.WANTED_FROM: 30, Key.WANTED_UNTIL: 90, Key.TEMPORARY_FROM: 20,
        Key.TEMPORARY_UNTIL: 95,
    }  # fmt: skip
    choices = {
        Key.ROLE: "architect", Key.INVOICE_TO: "other", Key.WORKS: "new", Key.BUILDING: "house",
        Key.DWELLINGS: "1", Key.SITE_SUPPLY: "yes", Key.COOKING: "gas", Key.CERTIBEAU: "yes",
        Key.POSTAL_CODE: "5000", Key.TELECOM_OPERATORS: ["proximus", "orange"],
        Key.UTILITIES: [each.value for each in Utility],
    }  # fmt: skip
    told: dict[Key, Any] = {key: an_answer(key) for key in Key}
    return told | choices | {key: (day + timedelta(days=ahead)).isoformat() for key, ahead in days.items()}


def a_party(operator: Operator, receiver: Receiver) -> Party:
    organisation = a_network_operator(operator.value, email=f"{operator}@example.org")
    browser = client_of(a_member(organisation))
    program = a_program(organisation)
    endpoint, secret = an_endpoint(organisation, receiver.url)
    return Party(operator.value, organisation, browser, program, receiver, endpoint, secret)


def furnish(receivers: dict[str, Receiver]) -> tuple[dict[str, Party], Application, Client]:
    """The operators, the draft, and the browser of its applicant. Nothing of them lapses in the years to come."""
    load_terms(now=START)
    load_retentions(now=START)
    parties = {each.value: a_party(each, receivers[each.value]) for each in Operator}
    kinds = (AttachmentKind.SITE_PLAN, AttachmentKind.PERMIT, AttachmentKind.PHOTO, AttachmentKind.CERTIBEAU)
    draft = an_application(
        answers=the_answers(), documents=kinds, mobile="+32470123456", email="claire@example.org", now=START
    )
    browser = Client()
    browser.cookies["raccord"] = str(let_in(draft).session_key)
    late = START + timedelta(days=4_000)
    Membership.objects.update(given_at=START - timedelta(days=400), reviewed_at=late)
    ProgramOfClient.objects.update(reviewed_at=late)
    Session.objects.update(seen_at=late, expire_date=late)
    get_access_token_model().objects.update(expires=late)
    return parties, draft, browser
