"""Admitting organisations and their administrators with four eyes, and closing organisations (R15)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.accounts.models import Membership, Organisation, OrganisationKind
from portal.accounts.operations.roles import employ, end
from portal.accounts.roles import Role
from portal.accounts.signals import organisation_closed
from portal.audit.operations import record
from portal.identity.models import User
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo


class UnableToPropose(UnableTo):
    """`code`: number_known, gln_known, operator_known (an open organisation has it already), own (the
    proposer would run it)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnableToDecide(UnableTo):
    """`code`: own (one's own proposal), decided (there is nothing to decide any more)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_TAKEN = {
    "organisation_once": "number_known",
    "organisation_gln_once": "gln_known",
    "organisation_operator_once": "operator_known",
}


def propose(
    *,
    kind: OrganisationKind,
    name: str,
    enterprise_number: str,
    gln: str,
    municipality: str,
    operator: str,
    language: str,
    email: str,
    administrator_name: str,
    administrator_email: str,
    by: User,
    now: datetime,
) -> Organisation:
    """Propose an organisation with its first administrator; a second member of staff decides.
    Raises `UnableToPropose`."""
    _refuse_own_administrator(administrator_email, by)
    with transaction.atomic():
        proposed = Organisation(
            kind=kind,
            name=name,
            enterprise_number=enterprise_number,
            gln=gln,
            municipality=municipality,
            operator=operator,
            language=language,
            email=email.lower(),
            administrator_name=administrator_name,
            administrator_email=administrator_email.lower(),
            administrator_by=str(by.public_id),
            proposed_by=str(by.public_id),
            proposed_at=now,
        )
        try:
            with transaction.atomic():
                proposed.save()
        except IntegrityError as error:
            raise UnableToPropose(_TAKEN[_constraint(error)]) from error
        _trace("proposed", proposed, by, now, kind=kind.value)
    return proposed


def admit(*, organisation: Organisation, by: User, now: datetime) -> None:
    """Admit what a colleague proposed, and invite the first administrator. Raises `UnableToDecide`, and
    `UnableToChangeRole` for an administrator who cannot be invited."""
    with transaction.atomic():
        admitted = {"admitted_by": str(by.public_id), "admitted_at": now}
        _move(_proposed(organisation), organisation.proposed_by, by, **admitted)
        _trace("admitted", organisation, by, now)
        invite_administrator(organisation=organisation, email=organisation.administrator_email, by=by, now=now)


def reject(*, organisation: Organisation, by: User, now: datetime) -> None:
    """Reject what a colleague proposed, and forget who was to run it. Raises `UnableToDecide`."""
    with transaction.atomic():
        _move(_proposed(organisation), organisation.proposed_by, by, closed_at=now, **_NOBODY)
        _trace("rejected", organisation, by, now)


def propose_administrator(*, organisation: Organisation, name: str, email: str, by: User, now: datetime) -> None:
    """Propose a further administrator, for an organisation that cannot invite one itself any more.
    Raises `UnableToPropose`, `UnableToDecide`."""
    _refuse_own_administrator(email, by)
    whom = {"administrator_name": name, "administrator_email": email.lower()}
    with transaction.atomic():
        _move(_admitted(organisation), "", by, **whom, administrator_by=str(by.public_id))
        _trace("administrator_proposed", organisation, by, now)


def invite_administrator(*, organisation: Organisation, email: str, by: User, now: datetime) -> None:
    """Invite the administrator with this address, whom a colleague proposed. Raises `UnableToDecide`,
    `UnableToChangeRole`."""
    with transaction.atomic():
        waiting = _admitted(organisation).select_for_update().filter(administrator_email=email).first()
        if waiting is None or not email:
            raise UnableToDecide("decided")
        _move(_admitted(waiting), waiting.administrator_by, by, **_NOBODY)
        employ(
            email=waiting.administrator_email,
            name=waiting.administrator_name,
            language=waiting.language,
            role=Role.ADMINISTRATOR,
            by=by,
            now=now,
            organisation=waiting,
        )


def close(*, organisation: Organisation, by: User, now: datetime) -> None:
    """End all memberships of the organisation at once, and tell the rooms above. Raises `UnableToDecide`."""
    with transaction.atomic():
        _move(_admitted(organisation), "", by, closed_at=now, **_NOBODY)
        end(Membership.objects.filter(organisation=organisation), what="taken", by=by, now=now)
        organisation.closed_at = now
        _trace("closed", organisation, by, now)
        organisation_closed.send(sender=Organisation, organisation=organisation, now=now)
        enqueue(
            template="organisation_closed.email",
            to=Recipient(language=organisation.language, email=organisation.email),
            context={},
            key=f"organisation_closed:{organisation.public_id}",
            now=now,
        )


_NOBODY = {"administrator_name": "", "administrator_email": "", "administrator_by": ""}


def _proposed(organisation: Organisation) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=organisation.pk, admitted_at=None, closed_at=None)


def _admitted(organisation: Organisation) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=organisation.pk, admitted_at__isnull=False, closed_at=None)


def _move(movable: QuerySet[Organisation], proposer: str, by: User, **changes: Any) -> None:
    """Make the changes unless somebody was faster, or `by` decides on the own proposal."""
    if proposer == str(by.public_id):
        raise UnableToDecide("own")
    if not movable.update(**changes):
        raise UnableToDecide("decided")


def _refuse_own_administrator(email: str, by: User) -> None:
    if email.lower() == by.email:
        raise UnableToPropose("own")


def _constraint(error: IntegrityError) -> str:
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))


def _trace(what: str, organisation: Organisation, by: User, now: datetime, **detail: str) -> None:
    record(
        code=f"organisation.{what}",
        at=now,
        actor_kind="staff",
        actor_id=str(by.public_id),
        organisation=str(organisation.public_id),
        detail=detail,
    )
