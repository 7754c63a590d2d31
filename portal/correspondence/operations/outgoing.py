"""Letters into the outbox: on paper, or as an e-mail that says only that something waits."""

from collections.abc import Iterable
from datetime import datetime

from portal.correspondence.addressing import inbox_of, to_address, to_occupant
from portal.correspondence.composing import context_of
from portal.correspondence.models import Letter
from portal.correspondence.states import PaperTo
from portal.messaging.models import ChannelChoices, Message
from portal.messaging.operations import cancel_bound, enqueue
from portal.messaging.states import UNSENT, State

PREFIX = "letter:"


def paper_key(letter: Letter) -> str:
    """Names the latest paper copy in the outbox."""
    return f"{PREFIX}{letter.public_id}:paper:{letter.paper_copies}"


def email_key(letter: Letter) -> str:
    """Names the e-mail that tells of the letter: another one once it was printed and came
    back."""
    return f"{PREFIX}{letter.public_id}:email:{letter.paper_copies}"


def send_email(letters: Iterable[Letter], *, now: datetime) -> None:
    """Tell the accounts of the occupants that something waits. It ends with the occupancy (R11)."""
    for letter in letters:
        to = inbox_of(letter.occupancy) if letter.occupancy else None
        if letter.occupancy and to:
            enqueue(
                template="something_waits.email",
                to=to,
                context={},
                key=email_key(letter),
                now=now,
                bound_to=str(letter.occupancy.public_id),
            )


def send_paper(letters: Iterable[Letter], *, now: datetime) -> None:
    """Print the copy that each letter's `paper_copies` and `paper_to` name.

    One to the occupant ends with the occupancy (R11); one to the address ends when the letter goes back to whom it
    was issued to.
    """
    for letter in letters:
        by_name = letter.occupancy is not None and letter.paper_to == PaperTo.OCCUPANT
        enqueue(
            template=f"{letter.kind}.letter",
            to=to_occupant(letter.occupancy, letter.language)
            if letter.occupancy and by_name
            else to_address(letter.access_point, letter.language),
            context=context_of(letter, to_occupant=not by_name),
            key=paper_key(letter),
            now=now,
            bound_to=str(letter.occupancy.public_id if letter.occupancy and by_name else letter.public_id),
        )


def broken_off_since(moment: datetime) -> list[int]:
    """Whose letters had a copy that was to be cancelled, and was in a worker's hands: whether it was handed over
    showed only later, when nobody asked any more who should get one."""
    copies = Message.objects.filter(
        channel=ChannelChoices.LETTER,
        state=State.CANCELLED,
        attempt_count__gt=0,
        key__startswith=PREFIX,
        changed_at__gt=moment,
    )
    letters = [key.removeprefix(PREFIX).partition(":")[0] for key in copies.values_list("key", flat=True)]
    of_occupants = Letter.objects.filter(public_id__in=letters, occupancy__isnull=False)
    return list(of_occupants.values_list("occupancy_id", flat=True).distinct())


def settle_paper(letter: Letter, wanted: PaperTo | None, *, now: datetime) -> bool:
    """See to it that one paper copy goes to `wanted`, or none. Returns whether one was put into the outbox.

    A copy that has left the house, or may have, stays the only one: nothing is printed twice. A copy by name is
    taken back by the end of the occupancy alone.
    """
    last = Message.objects.filter(key=paper_key(letter)).first()
    if last is None and letter.paper_copies:
        return False
    if last is not None and last.state != State.CANCELLED:
        if letter.paper_to == wanted or last.state not in UNSENT or letter.paper_to == PaperTo.OCCUPANT:
            return False
        cancel_bound(bound_to=last.bound_to, now=now)
        last.refresh_from_db(fields=["state"])
        if last.state != State.CANCELLED:
            return False
    if wanted is None:
        return False
    letter.paper_copies += 1
    letter.paper_to = wanted
    letter.save(update_fields=["paper_copies", "paper_to"])
    send_paper([letter], now=now)
    return True
