"""Lists scoped to an actor, in SQL."""

from datetime import datetime

from django.db.models import Q, QuerySet

from portal.access.actor import Actor
from portal.access.bases import registered
from portal.grid.models import AccessPoint


def access_points_for(actor: Actor, *, now: datetime) -> QuerySet[AccessPoint]:
    """The access points of which the actor may see anything now."""
    visible = Q(pk__in=())
    for basis in registered():
        if actor.kind in basis.actor_kinds:
            visible |= Q(pk__in=basis.access_points(actor=actor, now=now).values("pk"))
    return AccessPoint.objects.filter(visible)
