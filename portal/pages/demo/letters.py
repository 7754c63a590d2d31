"""The demo's letters: Claire reads hers in the portal, Nadia gets one on paper, with a code for her reading."""

from datetime import datetime, timedelta

from portal.access.actor import Actor, ActorKind
from portal.correspondence.lists import Target
from portal.correspondence.operations import campaigns
from portal.correspondence.operations.issuing import issue_next
from portal.correspondence.operations.preferences import choose_digital
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on
from portal.pages.demo.people import CLAIRE, NADIA
from portal.primitives.period import belgian_day


def issue_letters(*, now: datetime) -> None:
    """Claire chooses digital; she and Nadia are asked to read their meters. Call it right after Claire's account
    was opened: an address confirmed just then needs no code."""
    today = belgian_day(now)
    homes = Occupancy.objects.filter(customer__market_id=CLAIRE.id, pk__in=lived_in_on(today).values("pk"))
    for occupancy in homes.select_related("customer__user", "access_point"):
        user = occupancy.customer.user
        if user is not None:
            actor = Actor(ActorKind.RESIDENT, id=str(user.public_id), user_id=user.pk)
            choose_digital(user=user, actor=actor, occupancy=occupancy, code="", now=now)
    described = {
        "code": f"{today.year}-readings",
        "kind": "reading_request",
        "due_on": today + timedelta(days=21),
        "texts": {},
        "selection": {"listed": True},
    }
    campaign = campaigns.prepare(described=described, now=now)
    asked = [homes.order_by("pk")[0], Occupancy.objects.get(customer__market_id=NADIA.id)]
    targets = [Target(line, home.access_point.ean) for line, home in enumerate(asked, 1)]
    campaigns.add_targets(campaign=campaign, targets=targets)
    campaigns.run(campaign=campaign, now=now)
    while issue_next(campaign_id=campaign.pk, now=now).more:
        pass
