"""What the programs of operators are told of their own legs: which one, where it is, and which revision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from connectmyhome.legs.models import Leg
from connectmyhome.legs.signals import leg_changed, leg_moved
from portal.accounts.models import Organisation, OrganisationKind
from portal.accounts.webhooks.events import enqueue_event

MOVED, CHANGED = "leg.moved", "leg.changed"


def tell_operator(operator: str, type: str, data: Mapping[str, Any], *, key: str, now: datetime) -> None:
    """Tell the programs of the organisation that is this operator, in the caller's transaction; nobody, as long as
    none was admitted. `data` holds ids and codes only."""
    organisation = Organisation.objects.filter(
        kind=OrganisationKind.NETWORK_OPERATOR, operator=operator, admitted_at__isnull=False, closed_at=None
    ).first()
    if organisation is not None:
        enqueue_event(organisation=organisation, type=type, data=data, key=key, now=now)


@receiver(leg_moved, dispatch_uid="connect_legs.tell_moved")
def tell_moved(leg: Leg, now: datetime, **_: Any) -> None:
    """It came to another state, or began."""
    _tell(MOVED, leg, now)


@receiver(leg_changed, dispatch_uid="connect_legs.tell_changed")
def tell_changed(leg: Leg, now: datetime, **_: Any) -> None:
    """Something else of it changed: a question, an answer, a payment, the application."""
    _tell(CHANGED, leg, now)


def _tell(type: str, leg: Leg, now: datetime) -> None:
    data = {"leg": str(leg.public_id), "state": str(leg.state), "revision": leg.revision}
    tell_operator(leg.operator, type, data, key=f"leg:{leg.public_id}:{leg.revision}", now=now)
