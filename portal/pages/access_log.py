"""The resident's journal: who saw what of the own data, when, on which legal basis and why (R14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.access.actor import Actor, ActorKind
from portal.access.kinds import DataKind, LegalBasis
from portal.audit.models import Event
from portal.customers.models import Customer
from portal.grid.models import AccessPoint
from portal.primitives.period import Period

_CODES: dict[str, Promise] = {
    "disclosure": _("Data shown"),
    "look_up_code_sent": _("Look-up with EAN and meter number: a code was sent to the contact on file"),
    "look_up_letter_wanted": _("Look-up with EAN and meter number: no contact on file, a letter was asked for"),
    "look_up_confirmed": _("Look-up opened with the code"),
    "account_linked": _("Account opened for this customer"),
}
_CHANNELS: dict[str, Promise] = {
    "page": _("on screen"),
    "file": _("as a file"),
    "api": _("over the interface for programs"),
    "letter": _("by letter"),
}
_KINDS: dict[str, Promise] = {
    DataKind.HISTORY: _("consumption"),
    DataKind.INDEX: _("meter readings"),
    DataKind.TECHNICAL: _("meter and connection"),
    DataKind.CUSTOMER: _("name and contact"),
    DataKind.CONTRACT: _("supplier"),
}
_GRANULARITIES: dict[str, Promise] = {
    "year": _("by year"),
    "month": _("by month"),
    "day": _("by day"),
    "interval": _("by quarter-hour or hour"),
}
_BASES: dict[str, Promise] = {
    LegalBasis.OCCUPANCY: _("Your own data"),
    LegalBasis.LOOK_UP_CODE: _("Code sent to your contact"),
}
_ACTORS: dict[str, Promise] = {
    ActorKind.RESIDENT: _("You, signed in"),
    ActorKind.LOOK_UP: _("Somebody with your EAN, your meter number and the code sent to you"),
    ActorKind.SYSTEM: _("The portal itself"),
}
_UNNAMED = _("other")


@dataclass(frozen=True)
class Line:
    """One event of the journal, in words."""

    event: Event
    access_point: AccessPoint | None

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def own(self) -> bool:
        return self.event.actor_kind == ActorKind.RESIDENT

    @property
    def who(self) -> Promise | str:
        return self.event.organisation or _ACTORS.get(self.event.actor_kind, _UNNAMED)

    @property
    def what(self) -> Promise:
        return _CODES.get(self.event.code, _UNNAMED)

    @property
    def kinds(self) -> Sequence[Promise]:
        return [_KINDS.get(kind, _UNNAMED) for kind in self.event.kinds]

    @property
    def granularity(self) -> Promise | str:
        return _GRANULARITIES.get(self.event.granularity, "")

    @property
    def channel(self) -> Promise | str:
        return _CHANNELS.get(self.event.channel, "")

    @property
    def basis(self) -> Promise | str:
        return _BASES.get(self.event.basis, "")

    @cached_property
    def period(self) -> Period | None:
        start = self.event.period_start
        return Period(start, self.event.period_end) if start else None


def events_about(actor: Actor, *, others_only: bool = False) -> QuerySet[Event]:
    """The events about the data of the actor's customers, newest first."""
    # Evaluated apart, so that the database walks the index on (subject, at) for each of these few customers.
    customers = Customer.objects.filter(user_id=actor.user_id or 0).values_list("public_id", flat=True)
    events = Event.objects.filter(subject__in=[str(public_id) for public_id in customers]).order_by("-at", "-id")
    return events.exclude(actor_kind=ActorKind.RESIDENT) if others_only else events


def lines(events: Iterable[Event]) -> list[Line]:
    """The events in words, each with its access point."""
    events = list(events)
    ids = {event.access_point_id for event in events if event.access_point_id}
    access_points = AccessPoint.objects.in_bulk(ids)
    return [Line(event, access_points.get(event.access_point_id or 0)) for event in events]
