"""Lists scoped to an actor, in SQL."""

from datetime import datetime

from django.db.models import Q, QuerySet

from portal.access.actor import Actor
from portal.access.bases import ListedBasis, registered
from portal.grid.models import AccessPoint


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
