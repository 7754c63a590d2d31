"""Disclosures: personal data shown or sent to somebody, traced before it is shown (R14)."""

from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.audit.operations import record


def disclose(*, grant: Grant, channel: str, granularity: Granularity | None = None, purpose: str = "") -> None:
    """Write the trace line of what `grant` lets its actor see. Call it before reading, with the grant narrowed
    to what will be shown; the reading may then follow in or after the same transaction.

    `channel` is "page", "file", "api", "letter" …; `granularity` is how fine the data shown are.
    """
    actor = grant.actor
    record(
        code="disclosure",
        at=grant.decided_at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        organisation=actor.organisation,
        role=actor.role,
        subject=grant.subject,
        access_point_id=grant.access_point.pk,
        kinds=sorted(grant.kinds),
        period=grant.period,
        granularity=(granularity or grant.granularity).name.lower(),
        basis=grant.basis,
        reference=grant.reference,
        purpose=purpose,
        channel=channel,
    )
