"""What this room does when other rooms tell it something, in their transaction."""

from datetime import datetime
from typing import Any

from portal.correspondence.models import Letter
from portal.correspondence.operations.occupants import follow
from portal.correspondence.operations.outgoing import PREFIX
from portal.correspondence.operations.preferences import give_up_on_email
from portal.correspondence.states import LetterState
from portal.customers.models import Occupancy
from portal.messaging.states import State
from portal.primitives.period import belgian_day


def follow_occupant(*, occupancy: Occupancy, now: datetime, **_: Any) -> None:
    """The occupancy ended, came back, or began on another day."""
    follow(occupancy=occupancy, now=now)


def print_when_email_fails(*, key: str, state: str, now: datetime, **_: Any) -> None:
    """An e-mail that told of a letter did not arrive: back to paper, and the next sweep prints this one.

    Only marks it: printing takes the lock of the access point, which must come before that of a message.
    """
    if not key.startswith(PREFIX) or ":email" not in key or state not in (State.FAILED, State.UNDELIVERED):
        return
    public_id = key.removeprefix(PREFIX).partition(":")[0]
    letter = Letter.objects.filter(public_id=public_id).select_related("occupancy__customer").first()
    if letter is None or letter.occupancy is None:
        return
    give_up_on_email(occupancy=letter.occupancy, now=now)
    Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING).update(paper_on=belgian_day(now))
