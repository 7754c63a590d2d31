"""Looking up a resident for a case: counted, recorded and watched before anything is shown (R9, R14)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from mandates.welfare import queries
from mandates.welfare.models import CaseLookUp, Reason
from mandates.welfare.queries import Sought
from portal.access.actor import Actor
from portal.access.grants import NotVisible
from portal.access.kinds import LegalBasis
from portal.accounts.models import Organisation
from portal.audit.operations import record
from portal.cases.operations import open_case
from portal.cases.states import Alert, CaseKind
from portal.customers.models import Occupancy
from portal.identity.models import User
from portal.limits import Limit, take
from portal.primitives.period import BELGIUM, belgian_day

STANDS_OUT = 50  # look-ups of one person on one day; the next one raises an alert (R9)


def look_up(*, actor: Actor, sought: Sought, case_reference: str, reason: Reason, now: datetime) -> CaseLookUp:
    """Record the look-up, and the home that it found in the office's municipality, if it found one.

    An unknown home, a vacant one, one outside the municipality and one of several alike all give the same row, out
    of the same queries. Raises `NotVisible` for anybody but a member of an admitted office with the right to look,
    `LimitReached` past the day's last look-up, and `LimitsUnavailable`.
    """
    office = queries.office_of(actor, now=now)
    if office is None:
        raise NotVisible
    at_most = Limit("case_look_ups", settings.WELFARE_LOOK_UPS_A_DAY, timedelta(days=1), alarm=True)
    take((at_most, f"{actor.organisation}:{actor.id}"))
    home = queries.home_of(sought, municipality=office.municipality, now=now)
    return _recorded(actor, office, home, sought, case_reference, reason, now)


@transaction.atomic
def _recorded(
    actor: Actor,
    office: Organisation,
    home: Sequence[Occupancy],
    sought: Sought,
    case_reference: str,
    reason: Reason,
    now: datetime,
) -> CaseLookUp:
    # One person's look-ups come one by one: each counts those before it.
    User.objects.select_for_update(no_key=True).get(pk=actor.user_id or 0)
    made = CaseLookUp.objects.create(
        organisation=office,
        user_id=actor.user_id or 0,
        case_reference=case_reference,
        reason=reason,
        way=sought.way,
        asked_at=now,
        day=belgian_day(now),
        found=bool(home),
    )
    made.occupancies.set(home)
    # That somebody lives there is an answer already: it stands in the resident's journal before it is given.
    told: Sequence[Occupancy | None] = home or [None]
    for occupancy in told:
        record(
            code="case_look_up",
            at=now,
            **actor.traced,
            subject=str(occupancy.customer.public_id) if occupancy else "",
            access_point_id=occupancy.access_point_id if occupancy else None,
            basis=LegalBasis.STANDING_MANDATE,
            reference=case_reference,
            purpose=made.purpose,
            channel="page",
        )
    _watch(actor, office, home, made, now)
    return made


def _watch(actor: Actor, office: Organisation, home: Sequence[Occupancy], made: CaseLookUp, now: datetime) -> None:
    """Raise an alert for too many look-ups on one day, and for a colleague's home."""
    since = datetime.combine(made.day, time(), BELGIUM)
    until = datetime.combine(made.day + timedelta(days=1), time(), BELGIUM)
    times = queries.looked_up_on(actor, made.day)
    if times > STANDS_OUT:
        open_case(
            key=f"case_look_ups:{actor.organisation}:{actor.id}:{made.day}",
            kind=CaseKind.LOOK_UP_ALERT,
            organisation=actor.organisation,
            person=actor.id,
            since=since,
            until=until,
            detail={"alert": Alert.MANY_LOOK_UPS, "count": times},
            now=now,
        )
    if queries.colleague_lives_at(home, office=office, actor=actor, now=now):
        open_case(
            key=f"case_look_up:{made.public_id}:colleague",
            kind=CaseKind.LOOK_UP_ALERT,
            subject=str(home[0].customer.public_id),
            access_point_id=home[0].access_point_id,
            organisation=actor.organisation,
            person=actor.id,
            since=since,
            until=until,
            detail={"alert": Alert.COLLEAGUE},
            now=now,
        )
