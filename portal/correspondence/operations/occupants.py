"""What a change of occupant does to preferences and letters (R11).

Everything here brings preferences and letters in line with the occupancies as they stand, whatever happened before
and in which order. So a late, doubled or cancelled market message needs no case of its own.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from portal.access.actor import SYSTEM
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.correspondence.models import Letter, Preference
from portal.correspondence.operations.outgoing import broken_off_since, send_email, settle_paper
from portal.correspondence.operations.preferences import change
from portal.correspondence.states import LetterState, PaperTo, PreferenceState, Reason, letter_sources
from portal.customers.models import Occupancy
from portal.grid.operations import lock_access_points
from portal.messaging.operations import cancel_bound
from portal.primitives.errors import IllegalMove
from portal.primitives.period import belgian_day

_LOOK_BACK = timedelta(days=7)  # days that the daily sweep may have missed


def follow(*, occupancy: Occupancy, now: datetime) -> None:
    """Bring one occupancy's preference and letters in line with its period, in the caller's transaction, which
    holds the lock of the access point.

    * Over today: its digital preference is stopped. Lived in again: the preference comes back.
    * A letter issued on a day that is not in it is withdrawn, and printed for whoever lives there.
    * A letter whose day is in it again comes back, and a printed copy not yet handed over is taken back.
    * A copy by name that was taken out of the outbox goes to whoever lives there now.
    """
    today = belgian_day(now)
    is_over = today not in occupancy.period and not _is_to_come(occupancy, today)
    _follow_preference(occupancy, is_over, now)
    letters = Letter.objects.filter(occupancy=occupancy).select_related(
        "access_point", "campaign", "occupancy__customer__user", "occupancy__access_point"
    )
    for letter in letters.order_by("pk"):
        belongs = letter.issued_on in occupancy.period
        if not belongs and letter.state != LetterState.WITHDRAWN:
            _withdraw(letter, now)
        elif belongs and letter.state == LetterState.WITHDRAWN:
            _bring_back(letter, is_over, now)
        if wanted := _paper_wanted(letter, is_over):
            settle_paper(letter, wanted, now=now)
        elif letter.paper_to == PaperTo.ADDRESS:
            settle_paper(letter, None, now=now)


def sweep(*, now: datetime) -> int:
    """Do on its day what an end that was told beforehand does, and print what was cancelled while it was being
    handed over. Returns the number of occupancies looked at.

    Idempotent: rights are derived from the period in any case, and an issued letter reads who lives there.
    """
    today = belgian_day(now)
    ended = Q(end__lte=today, end__gt=today - _LOOK_BACK)
    stopped_late = Q(end__lte=today, letter_preference__state=PreferenceState.DIGITAL)
    broken_off = Q(pk__in=broken_off_since(now - _LOOK_BACK))
    found = Occupancy.objects.filter(ended | stopped_late | broken_off)
    over = list(found.values_list("pk", "access_point_id").order_by("pk"))
    for occupancy_id, access_point_id in over:
        with transaction.atomic():
            lock_access_points([access_point_id])
            occupancy = Occupancy.objects.get(pk=occupancy_id)
            if occupancy.end and occupancy.end <= today:
                cancel_bound(bound_to=str(occupancy.public_id), now=now)
            follow(occupancy=occupancy, now=now)
    return len(over)


def _is_to_come(occupancy: Occupancy, today: date) -> bool:
    return bool(occupancy.period) and occupancy.start > today


def _follow_preference(occupancy: Occupancy, is_over: bool, now: datetime) -> None:
    preference = Preference.objects.filter(occupancy=occupancy).first()
    if preference is None:
        return
    if is_over and preference.state == PreferenceState.DIGITAL:
        change(preference, PreferenceState.ENDED, Reason.OCCUPANCY_ENDED, actor=SYSTEM, now=now)
    elif not is_over and preference.state == PreferenceState.ENDED:
        change(preference, PreferenceState.DIGITAL, Reason.OCCUPANCY_RESTORED, actor=SYSTEM, now=now)


def _withdraw(letter: Letter, now: datetime) -> None:
    _move(letter, LetterState.WITHDRAWN)
    letter.withdrawn_at = now
    letter.save(update_fields=["state", "withdrawn_at"])
    _trace(letter, "letter_withdrawn", now)


def _bring_back(letter: Letter, is_over: bool, now: datetime) -> None:
    if not letter.digital or letter.paper_to == PaperTo.OCCUPANT:
        _move(letter, LetterState.ON_PAPER)
    else:
        _move(letter, LetterState.OPENED if letter.opened_at else LetterState.WAITING)
    letter.withdrawn_at = None
    letter.save(update_fields=["state", "withdrawn_at"])
    if letter.state == LetterState.WAITING and not is_over:
        send_email([letter], now=now)  # the one that told of it may have been cancelled with the occupancy
    _trace(letter, "letter_restored", now)


def _move(letter: Letter, to: LetterState) -> None:
    if letter.state not in letter_sources(to):
        raise IllegalMove(f"{letter.state} to {to}")
    letter.state = to


def _paper_wanted(letter: Letter, is_over: bool) -> PaperTo | None:
    """Who should get a paper copy as things stand; None: nobody need."""
    if letter.state == LetterState.WITHDRAWN:
        return PaperTo.ADDRESS
    if letter.state == LetterState.ON_PAPER:
        return PaperTo.ADDRESS if is_over else PaperTo.OCCUPANT
    return None


def _trace(letter: Letter, code: str, now: datetime) -> None:
    if letter.occupancy is None:
        return
    record(
        code=code,
        at=now,
        **SYSTEM.traced,
        subject=str(letter.occupancy.customer.public_id),
        access_point_id=letter.access_point_id,
        kinds=[DataKind.CORRESPONDENCE],
        basis=LegalBasis.OPERATOR_TASK,
        reference=str(letter.public_id),
    )
