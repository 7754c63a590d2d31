"""A holder reads who granted a mandate: traced before it is shown (R14)."""

from datetime import datetime

from mandates.models import Mandate
from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record


def show_to_holder(*, mandate: Mandate, actor: Actor, now: datetime, channel: str) -> None:
    """Trace that the actor sees the grantor's name and the addresses of a mandate that counts, or did. Before that
    there is nothing to see, and nothing is written."""
    if mandate.active_at is None or mandate.grantor is None:
        return
    for access_point_id in sorted({scope.access_point_id for scope in mandate.scopes.all()}):
        record(
            code="disclosure",
            at=now,
            **actor.traced,
            subject=str(mandate.grantor.public_id),
            access_point_id=access_point_id,
            kinds=[DataKind.CUSTOMER],
            basis=LegalBasis.MANDATE,
            reference=str(mandate.public_id),
            purpose=mandate.purpose,
            channel=channel,
        )
