"""Who looked at an application and what was done with it, in words for its applicant (R14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from portal.access.actor import ActorKind
from portal.accounts.models import Organisation, OrganisationKind
from portal.audit.models import Event

SHOWN = 200

# Codes of the trace whose subject is an application. What has no words here is told as `_OTHER`.
WHAT: Mapping[str, str | Promise] = {
    "leg.submitted": gettext_lazy("sent the application"),
    "leg.incomplete": gettext_lazy("asked for a missing document"),
    "leg.in_study": gettext_lazy("began the study"),
    "leg.offered": gettext_lazy("made an offer"),
    "leg.accepted": gettext_lazy("accepted an offer"),
    "leg.permits": gettext_lazy("said that permits are needed"),
    "leg.planned": gettext_lazy("set the day of the work"),
    "leg.connected": gettext_lazy("reported the connection made"),
    "leg.refused": gettext_lazy("refused the connection"),
    "leg.withdrawn": gettext_lazy("withdrew the connection"),
    "leg.expired": gettext_lazy("let the connection expire"),
    "leg.asked": gettext_lazy("asked a question"),
    "leg.answered": gettext_lazy("answered a question"),
    "leg.question_taken_back": gettext_lazy("took a question back"),
    "leg.paid": gettext_lazy("recorded the payment"),
    "leg.permits_exist": gettext_lazy("reported the permits"),
    "leg.corrected": gettext_lazy("corrected answers"),
    "leg.shown": gettext_lazy("looked at the application"),
    "leg.document_shown": gettext_lazy("opened a document"),
    "leg.days_shown": gettext_lazy("looked at the days for the work"),
    "leg.days_offered": gettext_lazy("offered days for the work"),
    "leg.day_confirmed": gettext_lazy("confirmed the day of the work"),
    "leg.day_declined": gettext_lazy("declined the day of the work"),
    "disclosure": gettext_lazy("looked at the application"),
    "work_day.days_chosen": gettext_lazy("chose days for the work"),
    "work_day.proposed": gettext_lazy("proposed a day for the work"),
    "work_day.agreed": gettext_lazy("agreed on the day of the work"),
    "work_day.fell": gettext_lazy("let the day of the work fall away"),
    "application.begun": gettext_lazy("began the application"),
    "application.sent": gettext_lazy("sent the application"),
    "application.consent_withdrawn": gettext_lazy("took a consent back"),
    "application.erasure_asked": gettext_lazy("asked an operator to erase"),
    "application.erasure_confirmed": gettext_lazy("confirmed the erasure"),
    "application.exported": gettext_lazy("took a copy of all data along"),
    "application.corrected": gettext_lazy("corrected answers"),
    "application.notify_changed": gettext_lazy("changed how news arrive"),
}
# The same code says something else when the other side did it: an offer declined is studied again.
_BY_APPLICANT: Mapping[str, str | Promise] = {"leg.in_study": gettext_lazy("declined an offer")}
_BY_OTHERS: Mapping[str, str | Promise] = {"leg.submitted": gettext_lazy("found the file complete")}
_OTHER = gettext_lazy("worked on the application")


@dataclass(frozen=True, slots=True)
class Look:
    """One line: who did what, when, and with which connection."""

    at: datetime
    who: str
    what: str
    leg: Leg | None
    event: Event


def looks_at(application: Application, *, newest: int | None = SHOWN) -> list[Look]:
    """The newest first; all of them with None."""
    events = Event.objects.filter(subject=str(application.public_id)).order_by("-at", "-id")[:newest]
    legs = {str(leg.public_id): leg for leg in application.legs.all()}
    names = _names()
    return [
        Look(
            at=event.at,
            who=_who(event, names),
            what=_what(event),
            leg=legs.get(event.reference),
            event=event,
        )
        for event in events
    ]


def _what(event: Event) -> str:
    special = _BY_APPLICANT if event.actor_kind == ActorKind.ANONYMOUS else _BY_OTHERS
    return str(special.get(event.code) or WHAT.get(event.code, _OTHER))


def _names() -> dict[str, str]:
    operators = Organisation.objects.filter(kind=OrganisationKind.NETWORK_OPERATOR)
    return {str(key): name for key, name in operators.values_list("public_id", "name")}


def _who(event: Event, names: Mapping[str, str]) -> str:
    match event.actor_kind:
        case ActorKind.MEMBER:
            return names.get(event.organisation, _("An operator"))
        case ActorKind.STAFF:
            return _("The coordinator of the connections")
        case ActorKind.SYSTEM:
            return _("The portal")
    return _("You")
