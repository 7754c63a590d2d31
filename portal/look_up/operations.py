"""Asking for a look-up, judging it, and taking its code (R4)."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.access.actor import ActorKind
from portal.access.kinds import DataKind
from portal.audit.operations import record
from portal.customers.models import Occupancy
from portal.customers.queries import contact_on_file, lived_in_on
from portal.identity.codes import CodeRefused, Reason, check_code, issue_code, issue_decoy
from portal.limits import Limit, LimitReached, forget, take
from portal.look_up.models import LookUp
from portal.look_up.queries import occupancy_of_pair
from portal.look_up.signals import letter_wanted
from portal.look_up.states import LookUpState, sources
from portal.primitives.ean import Ean
from portal.primitives.errors import UnableTo
from portal.primitives.meter_number import MeterNumber
from portal.primitives.period import belgian_day

PER_CLIENT = Limit("look_up_client", 10, timedelta(hours=1))
ALL_CLIENTS = Limit("look_up_all", 20_000, timedelta(days=1), alarm=True)
FAILURES_PER_EAN = Limit("look_up_ean", 5, timedelta(days=1), alarm=True)
# Each code can be guessed at five times, from as many clients as somebody owns: fewer codes, fewer guesses.
CODES_PER_OCCUPANCY = Limit("look_up_codes", 10, timedelta(days=1), alarm=True)

_PURPOSE = "look_up"


class UnableToConfirm(UnableTo):
    """The code opens nothing. `reason` says why, as far as the one who types may know."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def request_look_up(*, ean: Ean, meter_number: MeterNumber, language: str, client: str, now: datetime) -> LookUp:
    """Record what was typed, for a worker to judge: so the answer is the same, and as quick, for every pair.

    Raises `LimitReached` or `LimitsUnavailable`.
    """
    take((PER_CLIENT, client), (ALL_CLIENTS, ""))
    return LookUp.objects.create(ean=ean, meter_number=meter_number, language=language, requested_at=now)


@transaction.atomic
def judge(*, look_up_id: int, now: datetime) -> None:
    """Send a code to the contact on file of the current occupant, when the pair is right.

    Anything else gets a code that nobody receives, so that trying one looks the same. To judge twice changes
    nothing.
    Raises `LimitsUnavailable`, and then leaves the look-up to be judged later.
    """
    look_up = (
        LookUp.objects.select_for_update(skip_locked=True)
        .filter(pk=look_up_id, state=LookUpState.REQUESTED)
        .first()
    )
    if look_up is None:
        return
    occupancy = _right_occupancy(look_up, now)
    contact = contact_on_file(occupancy.customer, now=now) if occupancy else None
    subject = str(look_up.public_id)
    if occupancy and contact:
        template = "look_up_code.sms" if contact.mobile else "look_up_code.email"
        issue_code(
            purpose=_PURPOSE,
            subject=subject,
            to=contact,
            template=template,
            now=now,
            bound_to=str(occupancy.public_id),
        )
        look_up.state = LookUpState.CODE_SENT
    else:
        issue_decoy(purpose=_PURPOSE, subject=subject, now=now)
        look_up.state = LookUpState.LETTER_WANTED if occupancy else LookUpState.REFUSED
    look_up.ean = look_up.meter_number = ""
    look_up.occupancy = occupancy
    look_up.judged_at = now
    look_up.save()
    if occupancy:
        _trace(look_up, occupancy, f"look_up_{look_up.state}", now)
    if occupancy and look_up.state == LookUpState.LETTER_WANTED:
        letter_wanted.send(sender=LookUp, look_up=look_up, occupancy=occupancy, now=now)


def confirm(*, look_up_id: int, code: str, now: datetime) -> LookUp:
    """Take the code that came back, and open the look-up. Raises `UnableToConfirm`."""
    look_up = LookUp.objects.select_related("occupancy__customer").get(pk=look_up_id)
    try:
        check_code(purpose=_PURPOSE, subject=str(look_up.public_id), code=code, now=now)
    except CodeRefused as refusal:
        raise UnableToConfirm(refusal.reason) from refusal
    if not _open(look_up, now):
        raise UnableToConfirm(Reason.USED_UP)
    return look_up


@transaction.atomic
def _open(look_up: LookUp, now: datetime) -> bool:
    sent = LookUp.objects.filter(pk=look_up.pk, state__in=sources(LookUpState.CONFIRMED))
    # Who has left between the code and its return opens nothing any more (R11).
    moved = sent.filter(occupancy__in=lived_in_on(belgian_day(now))).update(
        state=LookUpState.CONFIRMED, confirmed_at=now
    )
    if moved and look_up.occupancy:
        look_up.state, look_up.confirmed_at = LookUpState.CONFIRMED, now
        _trace(look_up, look_up.occupancy, "look_up_confirmed", now)
    return bool(moved)


def _right_occupancy(look_up: LookUp, now: datetime) -> Occupancy | None:
    """The current occupancy of the typed pair; None also for a right pair after too many failures on its EAN, or
    too many codes."""
    ean, meter_number = Ean(look_up.ean), MeterNumber(look_up.meter_number)
    try:
        take((FAILURES_PER_EAN, ean))
        occupancy = occupancy_of_pair(ean=ean, meter_number=meter_number, now=now)
        if occupancy is not None:
            take((CODES_PER_OCCUPANCY, str(occupancy.public_id)))
            forget((FAILURES_PER_EAN, ean))
    except LimitReached:
        return None
    return occupancy


def _trace(look_up: LookUp, occupancy: Occupancy, code: str, now: datetime) -> None:
    record(
        code=code,
        at=now,
        actor_kind=ActorKind.LOOK_UP,
        actor_id=str(look_up.public_id),
        subject=str(occupancy.customer.public_id),
        access_point_id=occupancy.access_point_id,
        kinds=[DataKind.HISTORY],
        reference=str(look_up.public_id),
    )
