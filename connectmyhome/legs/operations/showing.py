"""What an operator looks at, traced before it is shown (R14)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from connectmyhome.application.models import Attachment
from connectmyhome.legs import payload
from connectmyhome.legs.models import Leg, Offer
from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record

_KINDS = (DataKind.CUSTOMER, DataKind.TECHNICAL)


@transaction.atomic
def show_leg(*, leg: Leg, actor: Actor, channel: str, now: datetime) -> Mapping[str, Any]:
    """What the operator is given of the application, once the trace says so. `channel` is "page" or "api"."""
    _disclose(leg, "leg.shown", actor, now, channel=channel, kinds=_KINDS)
    return payload.given(leg)


@transaction.atomic
def open_document(*, leg: Leg, document: Attachment | Offer, actor: Actor, channel: str, now: datetime) -> bytes:
    """A file of the applicant, out of `payload.attachments(leg)`, or an offer of the leg; traced. `channel` is
    "file" or "api"."""
    detail = {"document": str(document.public_id)}
    _disclose(leg, "leg.document_shown", actor, now, channel=channel, kinds=_KINDS, detail=detail)
    return bytes(document.pdf if isinstance(document, Offer) else document.content)


def _disclose(leg: Leg, code: str, actor: Actor, now: datetime, **told: Any) -> None:
    record(
        code=code,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        organisation=actor.organisation,
        role=actor.role,
        subject=str(leg.application.public_id),
        reference=str(leg.public_id),
        basis=LegalBasis.CONSENT,
        **told,
    )
