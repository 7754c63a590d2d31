"""What an operator looks at, traced before it is shown (R14)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from connectmyhome.application.models import Attachment
from connectmyhome.legs import payload
from connectmyhome.legs.models import Leg, Offer
from connectmyhome.legs.moving import trace
from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis


@transaction.atomic
def show_leg(*, leg: Leg, actor: Actor, channel: str, now: datetime) -> Mapping[str, Any]:
    """What the operator is given of the application, once the trace says so. `channel` is "page" or "api"."""
    disclose(leg, "shown", actor=actor, channel=channel, now=now)
    return payload.given(leg)


@transaction.atomic
def open_document(*, leg: Leg, document: Attachment | Offer, actor: Actor, channel: str, now: datetime) -> bytes:
    """A file of the applicant, out of `payload.attachments(leg)`, or an offer of the leg; traced. `channel` is
    "file" or "api"."""
    detail = {"document": str(document.public_id)}
    disclose(leg, "document_shown", actor=actor, channel=channel, now=now, detail=detail)
    return bytes(document.pdf if isinstance(document, Offer) else document.content)


def disclose(
    leg: Leg,
    what: str,
    *,
    actor: Actor,
    channel: str,
    now: datetime,
    kinds: Sequence[DataKind] = (DataKind.CUSTOMER, DataKind.TECHNICAL),
    **told: Any,
) -> None:
    """Write `leg.<what>`: the leg's operator is shown data of the applicant, who consented to it. Call it before
    they are read, in the same transaction."""
    trace(leg, what, actor=actor, now=now, channel=channel, kinds=kinds, basis=LegalBasis.CONSENT, **told)
