"""Reading cases, and what they concern."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet

from portal.access.actor import Actor
from portal.access.journal import Line, grouped, lines
from portal.accounts.queries import organisation_names
from portal.audit.models import Event
from portal.cases.models import Case
from portal.cases.states import OPEN
from portal.customers.models import Customer
from portal.identity.models import User

_LINES_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class File:
    """What the handler sees of a case."""

    lines: list[Line]
    customer: Customer | None
    organisation: str
    person: User | None  # who looked; None for somebody without an account


def waiting() -> QuerySet[Case]:
    """The cases that are not over, the most urgent first."""
    return Case.objects.filter(state__in=OPEN).order_by("due_on", "pk")


def finished_by(actor: Actor) -> QuerySet[Case]:
    """The cases that this handler answered or closed, latest first."""
    return Case.objects.filter(handler=actor.id).exclude(state__in=OPEN).order_by("-changed_at", "-pk")


def file_of(case: Case) -> File:
    """The lines of the trace that the case concerns, and who is who. For its handler, whose reason is traced."""
    events = Event.objects.filter(at__gte=case.since, at__lt=case.until) if case.since and case.until else None
    about = {"subject": case.subject, "access_point_id": case.access_point_id}
    about |= {"organisation": case.organisation, "actor_id": case.person}
    found: list[Line] = []
    if events is not None:
        events = events.filter(**{name: value for name, value in about.items() if value})
        found = lines(grouped(events)[:_LINES_AT_MOST], at_desk=True)
    if not case.subject:  # of whoever else's homes they were: that was not traced, and is not shown
        found = [replace(line, access_point=None) for line in found]
    return File(
        lines=found,
        customer=Customer.objects.filter(public_id=case.subject).first() if case.subject else None,
        organisation=organisation_names([case.organisation]).get(case.organisation, ""),
        person=User.objects.filter(public_id=case.person).first() if _is_uuid(case.person) else None,
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
