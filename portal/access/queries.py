"""Lists scoped to an actor, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from portal.access.actor import Actor
from portal.access.bases import ListedBasis, registered
from portal.grid.models import AccessPoint
from portal.primitives.period import Period


def listed_access_points(actor: Actor, *, now: datetime) -> QuerySet[AccessPoint]:
    """The access points to list for an organisation: those of the bases that can tell of many at once."""
    visible = Q(pk__in=())
    for basis in registered():
        if actor.kind in basis.actor_kinds and isinstance(basis, ListedBasis):
            visible |= Q(pk__in=basis.access_points(actor=actor, now=now).values("pk"))
    return AccessPoint.objects.filter(visible)


def access_points_for(actor: Actor, *, now: datetime) -> QuerySet[AccessPoint]:
    """The access points of which the actor may see anything now."""
    visible = Q(pk__in=())
    for basis in registered():
        if actor.kind in basis.actor_kinds:
            visible |= Q(pk__in=basis.access_points(actor=actor, now=now).values("pk"))
    return AccessPoint.objects.filter(visible)


def periods_on(
    actor: Actor, access_points: Sequence[AccessPoint], *, now: datetime
) -> dict[tuple[int, str], Period]:
    """The days that each right on one of these gives the actor now, by access point and reference: what was read
    under another one, or of other days, is not to be handed out any more."""
    return {
        (key, offer.reference): offer.period
        for basis in registered()
        if actor.kind in basis.actor_kinds and isinstance(basis, ListedBasis)
        for key, offers in basis.offers_on(actor=actor, access_points=access_points, now=now).items()
        for offer in offers
    }
