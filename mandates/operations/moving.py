"""Moving a mandate: a conditional UPDATE, its trace line, and what follows for its scopes."""

from datetime import datetime
from typing import Any

from mandates.models import Mandate, MandateScope
from mandates.states import MandateState, Mover, sources
from portal.access.actor import Actor
from portal.access.kinds import Granularity, LegalBasis
from portal.audit.operations import record
from portal.primitives.errors import UnableTo


class UnableToMove(UnableTo):
    """The mandate is no longer where this can be done: somebody was faster. `state` is where it is now."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def move(
    mandate: Mandate, to: MandateState, *, by: Mover, actor: Actor, now: datetime, detail: str = "", **changes: Any
) -> None:
    """Move the mandate in the caller's transaction, from whatever state the table allows, and trace it.

    Whoever comes second finds nothing to move: `UnableToMove`. Scopes of a mandate that is not active are not.
    """
    if to not in (MandateState.SIGNED, MandateState.UNDER_REVIEW, MandateState.ACTIVE):
        changes.setdefault("ended_at", now)
    moved = Mandate.objects.filter(pk=mandate.pk, state__in=sources(to, by)).update(state=to, **changes)
    mandate.refresh_from_db(fields=["state", *changes])
    if not moved:
        raise UnableToMove(mandate.state)
    if to != MandateState.ACTIVE:
        MandateScope.objects.filter(mandate=mandate, active=True).update(active=False)
    trace(mandate, str(to), actor=actor, now=now, **({"reason": detail} if detail else {}))


def trace(mandate: Mandate, what: str, *, actor: Actor, now: datetime, **detail: Any) -> None:
    """Write `mandate.<what>`, one line for each access point that the mandate names; one without, before it names
    any. A request that concerns nobody is traced without a subject."""
    scopes = mandate.scopes.order_by("access_point_id")
    named: list[int | None] = list(scopes.values_list("access_point_id", flat=True).distinct())
    for access_point_id in named or [None]:
        record(
            code=f"mandate.{what}",
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            organisation=str(mandate.holder.public_id),
            role=actor.role,
            subject=str(mandate.grantor.public_id) if mandate.grantor else "",
            access_point_id=access_point_id,
            kinds=sorted(mandate.kinds),
            period=mandate.data_period,
            granularity=Granularity(mandate.granularity).name.lower(),
            basis=LegalBasis.MANDATE,
            reference=str(mandate.public_id),
            purpose=mandate.purpose,
            detail=detail,
        )
