"""What a history page says about itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q

from portal.access.actor import ActorKind
from portal.access.grants import Grant
from portal.accounts.queries import organisation_names
from portal.audit.models import Event
from portal.customers.models import Customer

_SINCE = timedelta(days=365)
_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody else who saw these data: on which legal basis, and when last."""

    actor_kind: str
    organisation: str  # its name
    basis: str
    at: datetime


def grantor_name(grant: Grant) -> str:
    """Who let an organisation see these data, as the mandate names them; "" for who sees the own."""
    if not grant.actor.is_holder:
        return ""
    return Customer.objects.filter(public_id=grant.subject).values_list("name", flat=True).first() or ""


def viewers(grant: Grant, *, now: datetime) -> list[Viewer]:
    """Who but the reader saw data of this access point and customer in the last year, the latest first.

    For the customer alone: a reader who came in by a code is told nothing.
    """
    if grant.actor.kind is not ActorKind.RESIDENT:
        return []
    rows = (
        Event.objects.filter(
            code="disclosure",
            subject=grant.subject,
            access_point_id=grant.access_point.pk,
            at__gte=now - _SINCE,
        )
        .exclude(Q(actor_kind=grant.actor.kind) & Q(actor_id=grant.actor.id))
        .values_list("actor_kind", "organisation", "basis")
        .annotate(last=Max("at"))
        .order_by("-last")[:_AT_MOST]
    )
    names = organisation_names(organisation for _kind, organisation, _basis, _at in rows)
    return [Viewer(kind, names.get(organisation, ""), basis, at) for kind, organisation, basis, at in rows]
