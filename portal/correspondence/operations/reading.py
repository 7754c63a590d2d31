"""Opening letters, answering them, and printing those that nobody opens."""

from datetime import datetime

from django.db import transaction

from portal.access.actor import Actor
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.correspondence.models import Letter
from portal.correspondence.operations.outgoing import settle_paper
from portal.correspondence.states import LetterState, PaperTo
from portal.customers.queries import lived_in_on
from portal.grid.operations import lock_access_points
from portal.primitives.period import belgian_day

_BATCH = 500


@transaction.atomic
def open_letter(*, letter: Letter, actor: Actor, now: datetime, channel: str) -> None:
    """Trace that this resident reads the own letter, on the "page" or as a "file", and mark it read."""
    if letter.occupancy is None:
        raise ValueError("a letter to nobody has no reader")
    record(
        code="disclosure",
        at=now,
        **actor.traced,
        subject=str(letter.occupancy.customer.public_id),
        access_point_id=letter.access_point_id,
        kinds=[DataKind.CORRESPONDENCE],
        basis=LegalBasis.OCCUPANCY,
        reference=str(letter.public_id),
        channel=channel,
    )
    Letter.objects.filter(pk=letter.pk, opened_at=None).update(opened_at=now)
    Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING).update(state=LetterState.OPENED)


def note_answer(*, letter: Letter, now: datetime) -> None:
    """A reading came in for this letter: no reminder follows. In the caller's transaction; twice does no harm."""
    Letter.objects.filter(pk=letter.pk, answered_at=None).update(answered_at=now)


def print_unopened(*, now: datetime) -> int:
    """Print the letters that nobody opened in time, while their occupants still live there. Returns how many."""
    today = belgian_day(now)
    unopened = Letter.objects.filter(
        state=LetterState.WAITING, paper_on__lte=today, occupancy__in=lived_in_on(today)
    ).order_by("pk")
    printed, last = 0, 0
    while batch := list(unopened.filter(pk__gt=last).values_list("pk", "access_point_id")[:_BATCH]):
        last = batch[-1][0]
        with transaction.atomic():
            lock_access_points([access_point_id for _pk, access_point_id in batch])
            still = unopened.select_for_update(of=("self",)).select_related(
                "access_point", "campaign", "occupancy__customer__user", "occupancy__access_point"
            )
            for letter in still.filter(pk__in=[pk for pk, _access_point_id in batch]):
                letter.state = LetterState.ON_PAPER
                letter.save(update_fields=["state"])
                printed += settle_paper(letter, PaperTo.OCCUPANT, now=now)
    return printed
