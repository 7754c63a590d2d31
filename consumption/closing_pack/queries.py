"""Packs scoped to whom they belong."""

from datetime import datetime

from django.db.models import QuerySet

from consumption.closing_pack.models import ClosingPack
from portal.access.actor import Actor
from portal.customers.queries import occupancies_for


def packs_for(actor: Actor, *, now: datetime) -> QuerySet[ClosingPack]:
    """The actor's own packs, for as long as a day of the stay is in the last three years, the latest first."""
    mine = occupancies_for(actor, now=now).order_by().values("pk")
    found = ClosingPack.objects.filter(occupancy__in=mine, withdrawn_at=None)
    return found.select_related("occupancy__access_point", "occupancy__customer").order_by("-end", "pk")
