"""The resident's journal: the lines about the own data (R14), and the questions about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from portal.access.actor import Actor, ActorKind
from portal.access.journal import Line, grouped, lines
from portal.accounts.queries import organisation_names
from portal.audit.models import Event
from portal.cases.models import Case
from portal.customers.models import Customer
from portal.grid.models import AccessPoint
from portal.primitives.period import BELGIUM

OTHERS, MYSELF, OPERATOR, ORGANISATIONS = "others", "me", "operator", "organisations"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines. `who` is one of the words above or the public id of an organisation; `first` and `last` are
    days, both included. What is empty leaves nothing out."""

    who: str = ""
    kind: str = ""
    home: str = ""  # public id of an access point
    first: date | None = None
    last: date | None = None


EVERYTHING = Choice()
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)


def lines_about(actor: Actor, choice: Choice = EVERYTHING) -> QuerySet[Event, dict[str, Any]]:
    """What was done with the data of the actor's customers, by day, newest first. `journal.lines` puts it into
    words."""
    events = _about(actor).filter(_by_whom(choice.who, actor))
    if choice.kind:
        events = events.filter(kinds__contains=[choice.kind])
    if choice.home:
        events = events.filter(access_point_id__in=AccessPoint.objects.filter(public_id=choice.home).values("pk"))
    if choice.first:
        events = events.filter(at__gte=bounds(choice.first)[0])
    if choice.last:
        events = events.filter(at__lt=bounds(choice.last)[1])
    return grouped(events)


def line_of(actor: Actor, day: date, key: str) -> Line | None:
    """The line with this key among those of the day."""
    found = lines(lines_about(actor, Choice(first=day, last=day)), reader=actor.id)
    return next((line for line in found if line.key == key), None)


def bounds(day: date) -> tuple[datetime, datetime]:
    """From when to when a Belgian day lasts; the second is not included. What lies beyond any calendar counts as
    the first or the last day that can be."""
    possible = min(max(day, _FIRST_DAY), _LAST_DAY)
    return _midnight(possible), _midnight(possible + timedelta(days=1))


def organisations_in(actor: Actor) -> dict[str, str]:
    """The names, by public id, of the organisations in the journal."""
    found = _about(actor).exclude(organisation="").values_list("organisation", flat=True).distinct()
    return dict(sorted(organisation_names(found).items(), key=lambda entry: entry[1].casefold()))


def homes_in(actor: Actor) -> QuerySet[AccessPoint]:
    """The access points in the journal, by address."""
    named = _about(actor).values("access_point_id")
    return AccessPoint.objects.filter(pk__in=named).order_by("postal_code", "street", "house_number", "energy")


def questions_of(actor: Actor) -> QuerySet[Case]:
    """What the actor asked about lines, latest first."""
    return Case.objects.filter(subject__in=_subjects(actor)).exclude(line="").order_by("-opened_at", "-pk")


def question_of(actor: Actor, public_id: UUID) -> Case | None:
    return questions_of(actor).filter(public_id=public_id).first()


def questions_about(actor: Actor, shown: Iterable[Line]) -> dict[str, Case]:
    """The questions about these lines, by the key of the line."""
    keys = [line.key for line in shown if line.questionable]
    return {case.line: case for case in questions_of(actor).filter(line__in=keys)} if keys else {}


def _subjects(actor: Actor) -> list[str]:
    # Evaluated apart, so that the database walks the index on (subject, at) for each of these few customers.
    customers = Customer.objects.filter(user_id=actor.user_id or 0).values_list("public_id", flat=True)
    return [str(public_id) for public_id in customers]


def _about(actor: Actor) -> QuerySet[Event]:
    return Event.objects.filter(subject__in=_subjects(actor))


def _by_whom(who: str, actor: Actor) -> Q:
    own = Q(actor_kind=ActorKind.RESIDENT, actor_id=actor.id)
    match who:
        case "":
            return Q()
        case "others":
            return ~own
        case "me":
            return own
        case "operator":
            return Q(actor_kind__in=[ActorKind.STAFF, ActorKind.SYSTEM])
        case "organisations":
            return ~Q(organisation="")
    return Q(organisation=who)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BELGIUM)
