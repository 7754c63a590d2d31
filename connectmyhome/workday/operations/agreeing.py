"""A day is proposed, confirmed by everybody and planned; or somebody cannot, and everybody is asked again."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import change
from connectmyhome.legs.operations.working import plan, unplan
from connectmyhome.legs.states import CLOSED, LegState, Party
from connectmyhome.workday.models import ApplicantDay, Assent, OperatorDay, Proposal
from connectmyhome.workday.operations.locking import UnableToAgree, hold, lock, lock_proposal
from connectmyhome.workday.operations.telling import tell, tell_left
from connectmyhome.workday.queries import common_days, is_plannable, open_proposal, plannable, to_come
from connectmyhome.workday.states import DAY_CONFIRMED, DAY_DECLINED, LIVE, Change, ProposalState, sources
from portal.access.actor import SYSTEM, Actor
from portal.primitives.period import belgian_day


@transaction.atomic
def propose(*, application: Application, day: date, by: Party, actor: Actor, now: datetime) -> Proposal:
    """Propose the day to the applicant and the operator of each leg that is ready. Raises `UnableToAgree`."""
    lock(application)
    if open_proposal(application):
        raise UnableToAgree("open")
    legs = plannable(application)
    if not legs:
        raise UnableToAgree("nothing")
    if day not in common_days(application, now=now).days:
        raise UnableToAgree("not_common")
    return _propose(application, day, legs, by, actor, now)


@transaction.atomic
def confirm(*, proposal: Proposal, leg: Leg | None, actor: Actor, now: datetime) -> None:
    """The operator of the leg, or without a leg the applicant, keeps the day free. When everybody did, each leg is
    planned on it. Twice is once. Raises `UnableToAgree`."""
    found = lock_proposal(proposal)
    if found.state == ProposalState.FALLEN or found.day <= belgian_day(now):
        raise UnableToAgree("over")
    asked = _asked(found, leg)
    if not asked.exists():
        raise UnableToAgree("not_concerned")
    if asked.filter(confirmed_at=None).update(confirmed_at=now):
        if leg is not None:
            change(leg, DAY_CONFIRMED, by=Party.OPERATOR, actor=actor, now=now)
        agree_if_all_confirmed(found, actor=actor, now=now)


@transaction.atomic
def object_to(*, proposal: Proposal, leg: Leg | None, actor: Actor, now: datetime) -> None:
    """The day does not suit the operator of the leg, or without a leg the applicant, any more: it falls, the legs
    that were planned on it are not planned any more, and everybody is asked again. Raises `UnableToAgree`."""
    found = lock_proposal(proposal)
    if found.state == ProposalState.FALLEN or found.day <= belgian_day(now):
        raise UnableToAgree("over")
    if not _asked(found, leg).exists():
        raise UnableToAgree("not_concerned")
    by = Party.OPERATOR if leg else Party.APPLICANT
    if leg is not None:
        change(leg, DAY_DECLINED, by=by, actor=actor, now=now)
    fall(found, by=by, leg=leg, actor=actor, now=now)
    propose_if_all_can(found.application, now=now)


@transaction.atomic
def call_off(*, proposal: Proposal, actor: Actor, now: datetime) -> None:
    """The coordinator lets the day fall. The portal proposes no other by itself. Raises `UnableToAgree`."""
    found = lock_proposal(proposal)
    if found.state == ProposalState.FALLEN or found.day <= belgian_day(now):
        raise UnableToAgree("over")
    fall(found, by=Party.COORDINATOR, leg=None, actor=actor, now=now)


def agree_if_all_confirmed(proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """Plan each leg on the day once nobody is missing, and no leg waits for something else, such as an answer to a
    question asked meanwhile; not on the day itself any more. In the caller's transaction, under its lock."""
    if proposal.day <= belgian_day(now):
        return
    legs = _legs(proposal)
    missing = proposal.assents.filter(confirmed_at=None, left_at=None).exists()
    if missing or proposal.state != ProposalState.OPEN or not all(map(is_plannable, legs)):
        return
    _move(proposal, ProposalState.AGREED, now)
    for leg in legs:
        plan(leg=leg, day=proposal.day, by=Party.SYSTEM, actor=actor, now=now)
    tell(proposal, Change.AGREED, legs=legs, actor=actor, now=now)


def fall(proposal: Proposal, *, by: Party, leg: Leg | None, actor: Actor, now: datetime) -> None:
    """Let a proposed or agreed day fall: because of `leg`, of the applicant, or of the coordinator. The day is no
    longer one of those of whoever cannot. In the caller's transaction, under its lock."""
    if not _move(proposal, ProposalState.FALLEN, now, ended_by=by, ended_leg=leg):
        return
    if leg is not None:
        OperatorDay.objects.filter(leg=leg, day=proposal.day).delete()
    elif by is Party.APPLICANT:
        ApplicantDay.objects.filter(application=proposal.application, day=proposal.day).delete()
    legs = _legs(proposal)
    for each in legs:
        if each.state == LegState.PLANNED and each.planned_on == proposal.day:
            unplan(leg=each, by=Party.SYSTEM, actor=actor, now=now)
    tell(proposal, Change.FELL, legs=legs, actor=actor, now=now)


def drop_proposed(
    application: Application,
    *,
    unless: Collection[date],
    by: Party,
    leg: Leg | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Let the day that waits for confirmations fall unless it is one of these, which are all that suit `leg`, or
    the applicant. In the caller's transaction, under its lock."""
    waiting = open_proposal(application)
    if waiting and waiting.day not in unless and waiting.assents.filter(leg=leg, left_at=None).exists():
        fall(waiting, by=by, leg=leg, actor=actor, now=now)


def propose_if_all_can(application: Application, *, now: datetime) -> None:
    """Propose, for the portal, a day that suits everybody: one on which other legs are planned already, else the
    first. Not while another day waits, nor while a leg is still on its way to be ready: then it is for the
    coordinator to judge whether the others wait for it."""
    if open_proposal(application) or to_come(application):
        return
    called_off = application.proposals.filter(ended_by=Party.COORDINATOR).values_list("day", flat=True)
    days = [day for day in common_days(application, now=now).days if day not in set(called_off)]
    if days:
        agreed = set(application.proposals.filter(state=ProposalState.AGREED).values_list("day", flat=True))
        day = next((day for day in days if day in agreed), days[0])
        _propose(application, day, plannable(application), Party.SYSTEM, SYSTEM, now)


def go_on_without(legs: Sequence[Leg], *, by: Party, actor: Actor, now: datetime) -> None:
    """These legs of one application are out of the round, all at once: `by` closed them, or planned them by
    themselves. The others go on without them; with nobody left the day falls. In the caller's transaction."""
    application = hold(legs[0].application)
    OperatorDay.objects.filter(leg__in=legs).delete()
    for proposal in application.proposals.filter(state__in=list(LIVE)).select_related("application"):
        leave(proposal, legs, by=by, actor=actor, now=now)
    follow_up(application, actor=actor, now=now)


def follow_up(application: Application, *, actor: Actor, now: datetime) -> None:
    """Something of a leg changed, by which a round may begin or end. In the caller's transaction."""
    hold(application)
    if waiting := open_proposal(application):
        agree_if_all_confirmed(waiting, actor=actor, now=now)
    else:
        propose_if_all_can(application, now=now)


def _asked(proposal: Proposal, leg: Leg | None) -> QuerySet[Assent]:
    """What the operator of the leg, or without one the applicant, says of the day; nobody does of a
    closed leg."""
    return proposal.assents.filter(leg=leg, left_at=None).exclude(leg__state__in=list(CLOSED))


def leave(proposal: Proposal, legs: Sequence[Leg], *, by: Party, actor: Actor, now: datetime) -> None:
    """The day does not concern these legs any more; with nobody left it falls. Operators that lose their last leg
    of the day because the applicant withdraws it are told that it is off. In the caller's transaction, under its
    lock."""
    gone = Leg.objects.filter(pk__in=[leg.pk for leg in legs], assents__proposal=proposal, assents__left_at=None)
    leaving = list(gone)
    if not leaving:
        return
    proposal.assents.filter(leg__in=leaving).update(left_at=now)
    Proposal.objects.filter(pk=proposal.pk).update(sequence=F("sequence") + 1, changed_at=now)
    staying = {leg.operator for leg in _legs(proposal)}
    if by is Party.APPLICANT and proposal.day >= belgian_day(now):
        tell_left(proposal, {leg.operator for leg in leaving} - staying, now=now)
    if not staying:
        fall(proposal, by=Party.SYSTEM, leg=None, actor=actor, now=now)


def _propose(
    application: Application, day: date, legs: Collection[Leg], by: Party, actor: Actor, now: datetime
) -> Proposal:
    last = application.proposals.order_by("-pk").first()
    follows = last if last is not None and last.state == ProposalState.FALLEN else None
    made = Proposal.objects.create(
        application=application,
        uid=follows.uid if follows else uuid.uuid4(),
        sequence=follows.sequence + 1 if follows else 0,
        day=day,
        by=by,
        made_at=now,
        changed_at=now,
    )
    Assent.objects.bulk_create(Assent(proposal=made, leg=leg) for leg in [None, *legs])
    tell(made, Change.PROPOSED, legs=legs, actor=actor, now=now)
    return made


def _move(proposal: Proposal, to: ProposalState, now: datetime, **changes: object) -> bool:
    moved = Proposal.objects.filter(pk=proposal.pk, state__in=sources(to)).update(
        state=to, sequence=F("sequence") + 1, changed_at=now, **changes
    )
    proposal.refresh_from_db()
    return bool(moved)


def _legs(proposal: Proposal) -> list[Leg]:
    """Those that it concerns still."""
    found = Leg.objects.filter(assents__proposal=proposal, assents__left_at=None).select_related("application")
    return list(found.order_by("pk"))
