"""What the tests of this room share."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.access.actor import Actor, ActorKind
from portal.correspondence.models import Campaign, Letter, Preference
from portal.correspondence.operations import campaigns
from portal.correspondence.operations.issuing import issue_next
from portal.correspondence.operations.outgoing import PREFIX
from portal.correspondence.states import LetterState, PreferenceState
from portal.customers.models import Customer, Occupancy
from portal.identity.models import User
from portal.messaging.models import Message
from tests.factories import UserFactory, an_ean
from tests.portal.market.lines import access_point, move_in, take_in

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = date(2026, 3, 10)
EAN = an_ean(1)


def days(number: int) -> datetime:
    """`NOW`, some days later."""
    return NOW + timedelta(days=number)


def a_home(customer: str = "C1", ean: str = EAN, *, digital: bool = True) -> Occupancy:
    """Somebody who has lived there since 2025, by a market event `in-…`; with an account, and digital letters."""
    take_in(access_point(f"ap-{ean}", ean), move_in(f"in-{customer}-{ean}", "2025-01-01", customer, ean))
    occupancy = Occupancy.objects.get(access_point__ean=ean, customer__market_id=customer)
    with_account(occupancy.customer)
    if digital:
        Preference.objects.create(occupancy=occupancy, state=PreferenceState.DIGITAL, changed_at=NOW)
    return occupancy


def with_account(customer: Customer) -> Actor:
    """The customer's account, opened when there is none."""
    if customer.user is None:
        customer.user = UserFactory()
        customer.save(update_fields=["user"])
    return actor_of(customer.user)


def actor_of(user: User) -> Actor:
    return Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)


def a_campaign(code: str = "2026", kind: str = "reading_request", **changes: Any) -> Campaign:
    described = {"code": code, "kind": kind, "due_on": date(2026, 4, 1), "texts": {}, "selection": {}} | changes
    campaign = campaigns.prepare(described=described, now=NOW)
    campaigns.run(campaign=campaign, now=NOW)
    return campaign


def issue(campaign: Campaign, now: datetime = NOW) -> None:
    """All letters that the campaign still has to issue."""
    while issue_next(campaign_id=campaign.pk, now=now).more:
        pass


def a_letter(occupancy: Occupancy, now: datetime = NOW, code: str = "2026") -> Letter:
    """The letter of a campaign to everybody."""
    issue(a_campaign(code), now)
    return Letter.objects.get(access_point=occupancy.access_point, campaign__code=code)


def state_of(letter: Letter) -> LetterState:
    return LetterState(Letter.objects.values_list("state", flat=True).get(pk=letter.pk))


def outbox(channel: str) -> list[tuple[str, str]]:
    """(template, state) of the messages about letters, oldest first."""
    about_letters = Message.objects.filter(channel=channel, key__startswith=PREFIX)
    return [(message.template, message.state) for message in about_letters.order_by("pk")]


def print_all() -> None:
    """The print house collects what waits."""
    Message.objects.filter(channel="letter", state="queued").update(state="sent")
