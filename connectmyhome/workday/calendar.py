"""The work day as an iCalendar file (RFC 5545): one event per day agreed on or proposed, the same one whenever it
changes, cancelled when it falls."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.legs.payload import given
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.states import ProposalState
from portal.documents.model import Confidentiality

FILE_NAME = f"raccord-{Confidentiality.RESTRICTED}.ics"

_STATUS: Mapping[str, str] = {
    ProposalState.OPEN: "TENTATIVE",
    ProposalState.AGREED: "CONFIRMED",
    ProposalState.FALLEN: "CANCELLED",
}


def for_applicant(application: Application, proposals: Iterable[Proposal]) -> bytes:
    """With the address of the works, and who comes, in the applicant's language."""
    with translation.override(application.language):
        return _file([_event(each, _who_comes(each), place_of(application)) for each in proposals])


def for_operator(leg: Leg, proposals: Iterable[Proposal]) -> bytes:
    """With the address as the leg's columns give it, and nothing of another operator."""
    told = given(leg)
    lines = [_utility(leg), _("Reference: {reference}").format(reference=leg.application.reference)]
    if leg.own_reference:
        lines.append(_("Your reference: {reference}").format(reference=leg.own_reference))
    return _file([_event(each, lines, _place(told), left=_left(each, leg)) for each in proposals])


def for_coordinator(proposals: Iterable[Proposal]) -> bytes:
    """Which application and who comes; without the address, for which staff give a reason."""
    return _file(
        [
            _event(
                each,
                [_("Reference: {reference}").format(reference=each.application.reference), *_who_comes(each)],
                "",
            )
            for each in proposals
        ]
    )


def _file(events: list[Event]) -> bytes:
    made = Calendar()
    made.add("prodid", f"-//{settings.BRAND}//Connect My Home//EN")
    made.add("version", "2.0")
    cancelled = bool(events) and all(event["status"] == "CANCELLED" for event in events)
    made.add("method", "CANCEL" if cancelled else "PUBLISH")
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())


def _event(proposal: Proposal, lines: Iterable[str], place: str, *, left: bool = False) -> Event:
    event = Event()
    event.add("uid", f"{proposal.uid}@{settings.BRAND.lower()}")
    event.add("sequence", proposal.sequence)
    event.add("dtstamp", timezone.localtime(proposal.changed_at, timezone.get_default_timezone()))
    event.add("dtstart", proposal.day)
    event.add("dtend", proposal.day + timedelta(days=1))
    event.add("status", "CANCELLED" if left else _STATUS[proposal.state])
    event.add("summary", _("Connection works"))
    event.add("description", "\n".join(lines))
    event.add("class", "CONFIDENTIAL")
    if place:
        event.add("location", place)
    return event


def _who_comes(proposal: Proposal) -> list[str]:
    legs = [assent.leg for assent in proposal.assents.all() if assent.leg and not assent.left_at]
    return [f"{_utility(leg)} · {leg.operator_name}" for leg in legs]


def _left(proposal: Proposal, leg: Leg) -> bool:
    return any(assent.left_at for assent in proposal.assents.all() if assent.leg_id == leg.pk)


def _utility(leg: Leg) -> str:
    return str(leg.get_utility_display())


def place_of(application: Application) -> str:
    """Where the works are."""
    commune = application.commune.name if application.commune else ""
    return _place({**application.answers, "commune": commune})


def _place(answers: Mapping[str, object]) -> str:
    """The address of the works, or the parcel where there is none yet."""
    street = " ".join(str(answers[name]) for name in ("street", "house_number") if answers.get(name))
    town = " ".join(str(answers[name]) for name in ("postal_code", "commune") if answers.get(name))
    return ", ".join(part for part in (street or str(answers.get("cadastre", "")), town) if part)
