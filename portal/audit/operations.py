"""Writing the trace."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.audit.models import Event
from portal.primitives.period import Period


def record(
    *,
    code: str,
    at: datetime,
    actor_kind: str,
    actor_id: str = "",
    organisation: str = "",
    role: str = "",
    subject: str = "",
    access_point_id: int | None = None,
    kinds: Sequence[str] = (),
    period: Period | None = None,
    granularity: str = "",
    basis: str = "",
    reference: str = "",
    purpose: str = "",
    channel: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one event, in the caller's transaction. Ids are pseudonymous; no EAN, name or number in `detail`."""
    Event.objects.create(
        code=code,
        at=at,
        actor_kind=actor_kind,
        actor_id=actor_id,
        organisation=organisation,
        role=role,
        subject=subject,
        access_point_id=access_point_id,
        kinds=list(kinds),
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        granularity=granularity,
        basis=basis,
        reference=reference,
        purpose=purpose,
        channel=channel,
        detail=detail or {},
    )
