"""From signed to active, and in line with the occupancies from then on (R11).

Locks are taken in one order: access points, mandates, scopes. Whoever comes here holds those of the access points
whose scopes change, so that their occupants stay the same meanwhile.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mandates.models import Mandate, MandateScope
from mandates.operations.moving import move, trace
from mandates.operations.telling import tell_both
from mandates.states import EndReason, MandateState, Mover
from mandates.terms import reminders_past
from portal.access.actor import SYSTEM, Actor
from portal.customers.queries import lived_in_on
from portal.grid.operations import lock_access_points
from portal.primitives.period import belgian_day


def lock(mandate: Mandate) -> frozenset[int]:
    """Take the locks of the mandate's access points, and return their ids."""
    named = frozenset(mandate.scopes.values_list("access_point_id", flat=True))
    lock_access_points(named)
    return named


def activate(mandate: Mandate, *, locked: Collection[int], by: Mover, actor: Actor, now: datetime) -> None:
    """The mandate counts from now on, for the occupancies that last; both sides are told. Where none does, it
    lapses. `locked` are all its access points.

    What other mandates of the same two let the holder see of the same data ends: the newer signature counts.
    Raises `UnableToMove`.
    """
    today = belgian_day(now)
    begun: dict[str, Any] = {"active_at": now, "reminded": reminders_past(mandate.ends_on, today=today)}
    if not mandate.scopes.filter(occupancy__in=lived_in_on(today)).exists():
        move(mandate, MandateState.LAPSED, by=by, actor=actor, now=now, **begun)
        _replace_older(mandate, now)  # which would come back first, and keep the newer one out
    else:
        move(mandate, MandateState.ACTIVE, by=by, actor=actor, now=now, **begun)
        _replace_older(mandate, now)
        _settle_scopes(mandate, locked, now)
    tell_both(mandate, "changed", now=now)


def settle(*, mandate_id: int, locked: Collection[int], now: datetime) -> None:
    """Bring a mandate that was signed in line with its occupancies as they stand; calling it again changes
    nothing.

    Scopes change at the access points that are `locked` only; those of others follow when theirs are.
    """
    held = Mandate.objects.select_for_update(of=("self",)).select_related("holder", "grantor__user")
    mandate = held.get(pk=mandate_id)
    if mandate.ends_on < belgian_day(now) or mandate.holder.closed_at is not None:
        return
    alive = _alive(mandate, now).exists()
    if mandate.state == MandateState.ACTIVE and not alive:
        move(mandate, MandateState.LAPSED, by=Mover.SYSTEM, actor=SYSTEM, now=now)
        tell_both(mandate, "changed", now=now)
    elif mandate.state == MandateState.LAPSED and alive:
        move(mandate, MandateState.ACTIVE, by=Mover.SYSTEM, actor=SYSTEM, now=now, ended_at=None)
        _settle_scopes(mandate, locked, now)
        tell_both(mandate, "changed", now=now)
    elif mandate.state == MandateState.ACTIVE and _settle_scopes(mandate, locked, now):
        trace(mandate, "settled", actor=SYSTEM, now=now)
        tell_both(mandate, "changed", now=now)


def _alive(mandate: Mandate, now: datetime) -> QuerySet[MandateScope]:
    """The scopes that count, or would: lived in, and not taken over by another mandate."""
    taken = MandateScope.objects.filter(
        holder=OuterRef("holder"),
        grantor=OuterRef("grantor"),
        access_point=OuterRef("access_point"),
        kind=OuterRef("kind"),
        active=True,
    ).exclude(mandate=mandate)
    lived_in = lived_in_on(belgian_day(now))
    return MandateScope.objects.filter(~Exists(taken), mandate=mandate, occupancy__in=lived_in, replaced=False)


def _settle_scopes(mandate: Mandate, locked: Collection[int], now: datetime) -> bool:
    """Whether any scope changed."""
    here = MandateScope.objects.filter(mandate=mandate, access_point__in=locked)
    alive = list(_alive(mandate, now).filter(access_point__in=locked).values_list("pk", flat=True))
    over = here.filter(active=True).exclude(pk__in=alive).update(active=False)
    begun = here.filter(active=False, pk__in=alive).update(active=True)
    return bool(over or begun)


def _replace_older(mandate: Mandate, now: datetime) -> None:
    named = Q()
    for access_point_id, kind in mandate.scopes.values_list("access_point_id", "kind"):
        named |= Q(access_point=access_point_id, kind=kind)
    same = MandateScope.objects.filter(named, holder=mandate.holder_id, grantor=mandate.grantor_id, replaced=False)
    older = same.exclude(mandate=mandate).filter(mandate__state__in=[MandateState.ACTIVE, MandateState.LAPSED])
    held = Mandate.objects.select_for_update(of=("self",)).select_related("holder", "grantor__user")
    for other in held.filter(pk__in=older.values("mandate")).order_by("pk"):
        if other.state not in (MandateState.ACTIVE, MandateState.LAPSED):
            continue  # it ended while we waited for it
        same.filter(mandate=other).update(active=False, replaced=True)
        if other.scopes.filter(replaced=False).exists():
            trace(other, "replaced_in_part", actor=SYSTEM, now=now)
        else:
            reason = EndReason.REPLACED
            move(other, MandateState.TERMINATED, by=Mover.SYSTEM, actor=SYSTEM, now=now, end_reason=reason)
