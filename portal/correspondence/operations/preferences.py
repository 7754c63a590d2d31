"""Choosing digital letters, and going back to paper (R11)."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.access.actor import SYSTEM, Actor, ActorKind
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.operations import record
from portal.correspondence.models import Preference, PreferenceChange
from portal.correspondence.states import PreferenceState, Reason, preference_sources
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on, occupancies_for
from portal.grid.operations import lock_access_points
from portal.identity.codes import check_code, issue_code
from portal.identity.models import User
from portal.identity.rules import CONTACT_CODE
from portal.limits import take
from portal.messaging.operations import Recipient
from portal.primitives.errors import IllegalMove, UnableTo
from portal.primitives.period import belgian_day

JUST_NOW = timedelta(hours=1)  # an e-mail address confirmed since then needs no other code
_PURPOSE = "digital_letters"


class UnableToChoose(UnableTo):
    """This resident does not live there (any more)."""


def send_code(*, user: User, now: datetime) -> None:
    """Send a code to the account's e-mail address: letters will rely on it. Raises `LimitReached`,
    `LimitsUnavailable`."""
    take((CONTACT_CODE, str(user.public_id)))
    issue_code(
        purpose=_PURPOSE,
        subject=_subject(user),
        to=Recipient(language=user.language, email=user.email),
        template="digital_letters.email",
        now=now,
    )


def needs_code(user: User, *, now: datetime) -> bool:
    """Whether the e-mail address has to be confirmed before letters rely on it."""
    return user.email_confirmed_at is None or user.email_confirmed_at < now - JUST_NOW


def choose_digital(*, user: User, actor: Actor, occupancy: Occupancy, code: str, now: datetime) -> None:
    """Letters about this access point come into the portal from now on, for as long as this occupant lives there.

    `code` is the one that `send_code` sent; it is not looked at where `needs_code` says so. Raises `CodeRefused`,
    `UnableToChoose`.
    """
    if needs_code(user, now=now):
        check_code(purpose=_PURPOSE, subject=_subject(user), code=code, now=now)
    _choose(actor, occupancy, PreferenceState.DIGITAL, Reason.CHOSEN, now)


def back_to_paper(*, actor: Actor, occupancy: Occupancy, now: datetime) -> None:
    """Letters come on paper again. Those in the inbox stay there. Raises `UnableToChoose`."""
    _choose(actor, occupancy, PreferenceState.PAPER, Reason.BACK_TO_PAPER, now)


def give_up_on_email(*, occupancy: Occupancy, now: datetime) -> None:
    """The e-mail that tells of letters does not arrive: paper again, so that none is missed. In the caller's
    transaction."""
    preference = Preference.objects.select_for_update().filter(occupancy=occupancy).first()
    if preference is not None and preference.state == PreferenceState.DIGITAL:
        change(preference, PreferenceState.PAPER, Reason.EMAIL_FAILED, actor=SYSTEM, now=now)


def change(preference: Preference, to: PreferenceState, reason: Reason, *, actor: Actor, now: datetime) -> None:
    """Move the preference, keep why, and trace it, in the caller's transaction. Raises `IllegalMove`."""
    if preference.state not in preference_sources(to):
        raise IllegalMove(f"{preference.state} to {to}")
    preference.state, preference.changed_at = to, now
    preference.save(update_fields=["state", "changed_at"])
    _keep(preference, reason, actor, now)


def _choose(actor: Actor, occupancy: Occupancy, to: PreferenceState, reason: Reason, now: datetime) -> None:
    with transaction.atomic():
        lock_access_points([occupancy.access_point_id])
        mine = occupancies_for(actor, now=now).filter(pk=occupancy.pk, pk__in=lived_in_on(belgian_day(now)))
        if not mine.exists():
            raise UnableToChoose
        preference, created = Preference.objects.get_or_create(
            occupancy=occupancy, defaults={"state": to, "changed_at": now}
        )
        if created:
            _keep(preference, reason, actor, now)
        elif preference.state != to:
            change(preference, to, reason, actor=actor, now=now)


def _keep(preference: Preference, reason: Reason, actor: Actor, now: datetime) -> None:
    PreferenceChange.objects.create(preference=preference, state=preference.state, reason=reason, at=now)
    occupancy = preference.occupancy
    own = actor.kind == ActorKind.RESIDENT
    record(
        code=f"letters_{preference.state}",
        at=now,
        **actor.traced,
        subject=str(occupancy.customer.public_id),
        access_point_id=occupancy.access_point_id,
        kinds=[DataKind.CORRESPONDENCE],
        basis=LegalBasis.OCCUPANCY if own else LegalBasis.OPERATOR_TASK,
        reference=str(occupancy.public_id),
        detail={"reason": reason},
    )


def _subject(user: User) -> str:
    return f"letters:{user.public_id}:{user.email}"[:100]
