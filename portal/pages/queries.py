"""What the resident's home shows."""

from dataclasses import dataclass
from datetime import datetime

from portal.access.actor import Actor
from portal.access.queries import access_points_for
from portal.grid.models import AccessPoint


@dataclass(frozen=True, slots=True)
class Overview:
    """The access points of which the actor may see anything now."""

    access_points: list[AccessPoint]


def overview(*, actor: Actor, now: datetime) -> Overview:
    return Overview(access_points=list(access_points_for(actor, now=now).order_by("pk")))
