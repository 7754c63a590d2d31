"""Ends: by the grantor, by the holder, by time, and with the organisation."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mandates.models import Mandate
from mandates.operations.moving import UnableToMove, move
from mandates.operations.telling import tell_both, tell_grantor
from mandates.states import ANSWERABLE, MOVES, EndReason, MandateState, Mover, sources
from portal.access.actor import SYSTEM, Actor
from portal.accounts.models import Organisation
from portal.primitives.period import belgian_day

_BATCH = 500


def end_by_grantor(*, mandate: Mandate, actor: Actor, now: datetime) -> MandateState:
    """Withdraw a draft, decline a request, revoke what is signed: at once, and both sides are told. Returns the
    new state. Raises `UnableToMove`, and in two tabs one of them does."""
    return _end(mandate, Mover.GRANTOR, actor, now)


def end_by_holder(*, mandate: Mandate, actor: Actor, now: datetime) -> MandateState:
    """Withdraw a request, terminate what is signed. As `end_by_grantor`."""
    return _end(mandate, Mover.HOLDER, actor, now)


_ENDS = (MandateState.WITHDRAWN, MandateState.DECLINED, MandateState.REVOKED, MandateState.TERMINATED)


def end_open_to(mandate: Mandate, by: Mover) -> MandateState | None:
    """How `by` may end the mandate as it stands; None when there is nothing to end."""
    state = MandateState(mandate.state)
    return next((end for end in _ENDS if by in MOVES.get((state, end), ())), None)


def _end(mandate: Mandate, by: Mover, actor: Actor, now: datetime) -> MandateState:
    with transaction.atomic():
        # The lock comes first: what is signed meanwhile is revoked, and not left alone.
        held = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
        end = end_open_to(held, by)
        if end is None:
            raise UnableToMove(held.state)
        told = held.state not in ANSWERABLE or held.begun_by == Mover.HOLDER
        move(mandate, end, by=by, actor=actor, now=now)
        if told:
            tell_both(mandate, "changed", now=now)
    return end


def expire(*, now: datetime) -> int:
    """End what is past its last day. Rights stopped with the day in any case. Returns how many; idempotent."""
    over = Mandate.objects.filter(
        ends_on__lt=belgian_day(now), state__in=sources(MandateState.EXPIRED, Mover.SYSTEM)
    )
    return sum(_end_each(over, MandateState.EXPIRED, now))


def time_out(*, now: datetime) -> int:
    """End requests that nobody answered and drafts that nobody signed. Those that concern nobody end in the same
    way at the same time. Returns how many; idempotent."""
    over = Mandate.objects.filter(times_out_at__lte=now, state__in=ANSWERABLE)
    return sum(_end_each(over, MandateState.TIMED_OUT, now))


def end_all_of(*, organisation: Organisation, now: datetime) -> int:
    """The holder is admitted no more: all that it holds and asks for ends, in the caller's transaction."""
    its = Mandate.objects.filter(holder=organisation)
    asked = its.filter(state__in=ANSWERABLE)
    signed = its.filter(state__in=sources(MandateState.TERMINATED, Mover.SYSTEM))
    reason = EndReason.ORGANISATION_CLOSED
    count = sum(_end_each(asked, MandateState.WITHDRAWN, now, end_reason=reason))
    return count + sum(_end_each(signed, MandateState.TERMINATED, now, end_reason=reason))


def _end_each(over: QuerySet[Mandate], to: MandateState, now: datetime, **changes: str) -> Iterator[int]:
    last = 0
    while batch := list(over.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        last = batch[-1]
        for mandate in Mandate.objects.filter(pk__in=batch).select_related("holder", "grantor__user"):
            yield _end_one(mandate, over, to, now, changes)


def _end_one(
    mandate: Mandate, over: QuerySet[Mandate], to: MandateState, now: datetime, changes: dict[str, str]
) -> int:
    with transaction.atomic():
        if not over.select_for_update(of=("self",)).filter(pk=mandate.pk).exists():
            return 0
        quiet = mandate.state == MandateState.DRAFT
        move(mandate, to, by=Mover.SYSTEM, actor=SYSTEM, now=now, **changes)
        if quiet:
            tell_grantor(mandate, "changed", now=now)
        else:
            tell_both(mandate, "changed", now=now)
    return 1
