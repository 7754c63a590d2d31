"""From signed to active, and in line with the occupancies from then on (R11).

Whoever comes here holds the locks of the mandate's access points: occupants do not change meanwhile.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from mandates.models import Mandate, MandateScope
from mandates.operations.moving import move, trace
from mandates.operations.telling import tell_both, tell_holder
from mandates.states import EndReason, MandateState, Mover
from portal.access.actor import SYSTEM, Actor
from portal.customers.queries import lived_in_on
from portal.grid.operations import lock_access_points
from portal.primitives.period import belgian_day


def lock(mandate: Mandate) -> None:
    """Take the locks of the mandate's access points, which come before that of a mandate."""
    lock_access_points(mandate.scopes.values_list("access_point_id", flat=True))


def activate(mandate: Mandate, *, by: Mover, actor: Actor, now: datetime) -> None:
    """The mandate counts from now on, for the occupancies that last; both sides are told. Where none does, it
    lapses.

    What other active mandates of the same two let the holder see of the same data ends: the newer signature
    counts. Raises `UnableToMove`.
    """
    if not mandate.scopes.filter(occupancy__in=lived_in_on(belgian_day(now))).exists():
        move(mandate, MandateState.LAPSED, by=by, actor=actor, now=now, active_at=now)
    else:
        move(mandate, MandateState.ACTIVE, by=by, actor=actor, now=now, active_at=now)
        _replace_older(mandate, now)
        _settle_scopes(mandate, now)
    tell_both(mandate, "changed", now=now)


def settle(mandate: Mandate, *, now: datetime) -> None:
    """Bring an active or lapsed mandate in line with its occupancies as they stand; calling it again changes
    nothing.

    Only of a mandate whose term is not over, and whose holder is still admitted.
    """
    if mandate.ends_on < belgian_day(now) or mandate.holder.closed_at is not None:
        return
    alive = _alive(mandate, now).exists()
    if mandate.state == MandateState.ACTIVE and not alive:
        move(mandate, MandateState.LAPSED, by=Mover.SYSTEM, actor=SYSTEM, now=now)
        tell_both(mandate, "changed", now=now)
    elif mandate.state == MandateState.LAPSED and alive:
        move(mandate, MandateState.ACTIVE, by=Mover.SYSTEM, actor=SYSTEM, now=now, ended_at=None)
        _settle_scopes(mandate, now)
        tell_both(mandate, "changed", now=now)
    elif mandate.state == MandateState.ACTIVE and _settle_scopes(mandate, now):
        tell_holder(mandate, now=now)


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


def _settle_scopes(mandate: Mandate, now: datetime) -> bool:
    """Whether any scope changed."""
    alive = list(_alive(mandate, now).values_list("pk", flat=True))
    over = MandateScope.objects.filter(mandate=mandate, active=True).exclude(pk__in=alive).update(active=False)
    begun = MandateScope.objects.filter(pk__in=alive, active=False).update(active=True)
    return bool(over or begun)


def _replace_older(mandate: Mandate, now: datetime) -> None:
    named = Q()
    for access_point_id, kind in mandate.scopes.values_list("access_point_id", "kind"):
        named |= Q(access_point=access_point_id, kind=kind)
    same = MandateScope.objects.filter(named, holder=mandate.holder_id, grantor=mandate.grantor_id, replaced=False)
    older = same.exclude(mandate=mandate).filter(mandate__state__in=[MandateState.ACTIVE, MandateState.LAPSED])
    older_ids = sorted(set(older.values_list("mandate_id", flat=True)))
    same.filter(mandate__in=older_ids).update(active=False, replaced=True)
    for other in Mandate.objects.select_for_update(of=("self",)).filter(pk__in=older_ids).order_by("pk"):
        if other.scopes.filter(replaced=False).exists():
            trace(other, "replaced_in_part", actor=SYSTEM, now=now)
        else:
            reason = EndReason.REPLACED
            move(other, MandateState.TERMINATED, by=Mover.SYSTEM, actor=SYSTEM, now=now, end_reason=reason)
