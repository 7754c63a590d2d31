"""Telling everybody of a change, in its transaction: operators here, the applicant by those who listen."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from connectmyhome.legs.models import Leg
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.signals import work_day_changed
from connectmyhome.workday.states import Change
from portal.access.actor import Actor
from portal.accounts.models import Organisation, OrganisationKind
from portal.audit.operations import record
from portal.messaging.operations import Recipient, enqueue


def tell(proposal: Proposal, what: Change, *, legs: Iterable[Leg], actor: Actor, now: datetime) -> None:
    """Write the trace, e-mail the operators of `legs`, and tell the rooms above. Neither says whose home it is."""
    application = proposal.application
    record(
        code=f"work_day.{what}",
        at=now,
        **actor.traced,
        subject=str(application.public_id),
        reference=str(proposal.public_id),
        detail={"day": proposal.day.isoformat()},
    )
    _email(proposal, str(what), {leg.operator for leg in legs}, now)
    work_day_changed.send(sender=Proposal, application=application, what=what, proposal=proposal, now=now)


def tell_left(proposal: Proposal, operators: Iterable[str], *, now: datetime) -> None:
    """E-mail operators that the day is off for them alone: what they had on it was withdrawn."""
    _email(proposal, "left", operators, now)


def organisations_of(operators: Iterable[str]) -> QuerySet[Organisation]:
    """The organisations that these network operators are in the portal."""
    admitted = Organisation.objects.filter(kind=OrganisationKind.NETWORK_OPERATOR, admitted_at__isnull=False)
    return admitted.filter(operator__in=list(operators), closed_at=None)


def _email(proposal: Proposal, what: str, operators: Iterable[str], now: datetime) -> None:
    for organisation in organisations_of(operators):
        enqueue(
            template="work_day.email",
            to=Recipient(language=organisation.language, email=organisation.email),
            context={"what": what},
            key=f"work_day:{proposal.public_id}:{what}:{organisation.public_id}",
            now=now,
        )
