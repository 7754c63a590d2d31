"""Showing an organisation its access points."""

from collections.abc import Sequence
from datetime import datetime

from consumption.partner.queries import Listed, listed
from portal.access.actor import Actor
from portal.audit.operations import record
from portal.grid.models import AccessPoint


def show_list(*, actor: Actor, points: Sequence[AccessPoint], channel: str, now: datetime) -> list[Listed]:
    """Trace, then give, a page of the list.

    The list says nothing of a customer that the basis itself does not say: number and address of what the mandate
    names, and how long it counts. So one event tells that the list was shown; opening a history writes its own.
    """
    record(
        code="access_points_listed",
        at=now,
        **actor.traced,
        channel=channel,
        detail={"count": len(points)},
    )
    return listed(actor, points, now=now)
