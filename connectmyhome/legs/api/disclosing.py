"""The trace of what programs read of a leg, written before it is answered (R14)."""

from datetime import datetime

from django.db import transaction

from connectmyhome.legs.models import Leg
from portal.access.actor import Actor
from portal.audit.operations import record


@transaction.atomic
def disclosed(leg: Leg, *, actor: Actor, now: datetime, document: str = "") -> None:
    """Write that the operator's program read the leg, or one of its documents."""
    record(
        code="leg.document_shown" if document else "leg.shown",
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        organisation=actor.organisation,
        role=actor.role,
        subject=str(leg.application.public_id),
        reference=str(leg.public_id),
        basis="consent",
        channel="api",
        detail={"document": document} if document else {},
    )
