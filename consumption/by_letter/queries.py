"""What became of the histories that were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from consumption.by_letter.models import HistoryLetter
from portal.access.actor import Actor
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on, occupancies_for
from portal.messaging.queries import deliveries_of
from portal.primitives.period import belgian_day


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter, and how far it is, in the active language."""

    requested_at: datetime
    purpose: str
    state: str


def own_home(actor: Actor, public_id: UUID, *, now: datetime) -> Occupancy | None:
    """The actor's current occupancy of this access point; None for anybody else's and for a former one."""
    mine = occupancies_for(actor, now=now).filter(pk__in=lived_in_on(belgian_day(now)).values("pk"))
    return mine.filter(access_point__public_id=public_id).first()


def sent_to(occupancy: Occupancy) -> Sequence[Sent]:
    """The letters to this occupant, the latest first."""
    return _told(HistoryLetter.objects.filter(occupancy=occupancy))


def sent_by(actor: Actor, *, since: datetime) -> Sequence[Sent]:
    """The letters that a member of staff has started since then."""
    return _told(HistoryLetter.objects.filter(actor_id=actor.id, requested_at__gte=since))


def _told(letters: QuerySet[HistoryLetter]) -> Sequence[Sent]:
    latest = list(letters.order_by("-requested_at")[:20])
    states = {key: delivery.in_words for key, delivery in deliveries_of(each.key for each in latest).items()}
    return [Sent(each.requested_at, each.purpose, states.get(each.key, "")) for each in latest]
