"""Preparing closing packs when an occupancy ends, and opening them (R11)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import translation

from consumption import paper
from consumption.closing_pack.models import ClosingPack
from consumption.closing_pack.papers import compose
from consumption.history.queries import grant_for
from portal.access.actor import Actor
from portal.access.grants import NotVisible
from portal.correspondence.queries import letters_of
from portal.customers.models import Occupancy
from portal.documents import pdf
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.period import belgian_day

_CATCH_UP = timedelta(days=60)  # how far back the daily round looks for ends whose day has come


@transaction.atomic
def follow(*, occupancy: Occupancy, now: datetime) -> None:
    """Have exactly one pack when the occupancy is over, and none when it is not. Its owner is told once."""
    packs = ClosingPack.objects.filter(occupancy=occupancy)
    others = packs if occupancy.end is None else packs.exclude(end=occupancy.end)
    others.filter(withdrawn_at=None).update(withdrawn_at=now)
    if occupancy.end is None or not occupancy.start < occupancy.end <= belgian_day(now):
        return
    _pack, created = packs.get_or_create(occupancy=occupancy, end=occupancy.end, defaults={"made_at": now})
    packs.filter(end=occupancy.end).update(withdrawn_at=None)
    user = occupancy.customer.user
    if created and user is not None:
        enqueue(
            template="something_waits.email",
            to=Recipient(language=user.language, email=user.email),
            context={},
            key=f"closing_pack:{occupancy.public_id}:{occupancy.end.isoformat()}",
            now=now,
        )


def follow_all(*, now: datetime) -> int:
    """Prepare the packs of occupancies whose announced end has come. Returns how many."""
    today = belgian_day(now)
    ended = Occupancy.objects.filter(end__lte=today, end__gt=today - _CATCH_UP, start__lt=F("end"))
    ready = ClosingPack.objects.filter(withdrawn_at=None, end=F("occupancy__end")).values("occupancy")
    waiting = list(ended.exclude(pk__in=ready).select_related("customer__user"))
    for occupancy in waiting:
        follow(occupancy=occupancy, now=now)
    return len(waiting)


def open_pack(*, pack: ClosingPack, actor: Actor, language: str, now: datetime) -> bytes:
    """Trace, then compose as PDF, what is left of the own period within the last three years.

    Raises `NotVisible` when nothing is the actor's own.
    """
    occupancy = pack.occupancy
    grant = grant_for(actor, occupancy.access_point.public_id, now=now).narrowed(occupancy.period)
    if grant.reference != str(occupancy.public_id):
        raise NotVisible  # the actor lives there again, and this is about another stay
    rows = paper.read(grant=grant, channel="file")
    with translation.override(language):
        document = compose(occupancy=occupancy, rows=rows, letters=letters_of(occupancy), dated=belgian_day(now))
    return pdf.report(document, language=language)
