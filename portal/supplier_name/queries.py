"""What became of the letters that staff started."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.access.actor import Actor
from portal.messaging.queries import deliveries_of
from portal.supplier_name.models import SupplierRequest


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter, and how far it is, in the active language."""

    requested_at: datetime
    purpose: str
    state: str


def sent_by(actor: Actor, *, since: datetime) -> Sequence[Sent]:
    """The letters that a member of staff has started since then, the latest first."""
    found = SupplierRequest.objects.filter(actor_id=actor.id, requested_at__gte=since)
    requests = list(found.order_by("-requested_at")[:20])
    states = {key: delivery.in_words for key, delivery in deliveries_of(each.key for each in requests).items()}
    return [Sent(each.requested_at, each.purpose, states.get(each.key, "")) for each in requests]
