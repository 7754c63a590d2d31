"""The trace in words: who saw what, when, on which legal basis and why (R14). Each room adds the codes that it
records to `_CODES`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, cast

import orjson
from django.db.models import Aggregate, Count, Field, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.access.actor import ActorKind
from portal.access.kinds import DataKind, LegalBasis
from portal.accounts.models import RoleChoices
from portal.accounts.queries import organisation_names
from portal.audit.models import Event
from portal.grid.fields import DateRange
from portal.grid.models import AccessPoint
from portal.primitives.period import BELGIUM, Period

_CODES: dict[str, Promise] = {
    "disclosure": _("Data shown"),
    "bulk_export_handed_out": _("File of many homes handed out, with these data in it"),
    "look_up_code_sent": _("Look-up with EAN and meter number: a code was sent to the contact on file"),
    "look_up_letter_wanted": _("Look-up with EAN and meter number: no contact on file, a letter was asked for"),
    "look_up_confirmed": _("Look-up opened with the code"),
    "account_linked": _("Account opened for this customer"),
    "ean_sent": _("EAN number sent"),
    "supplier_sent": _("Supplier’s name sent by letter to the address of the meter"),
    "ean_call": _("Call to us: address and meter number checked"),
    "ean_request_opened": _("Request for several EAN numbers opened by the person who handles it"),
    "reading_given": _("Meter reading given"),
    "reading_opened": _("Meter reading opened by the person who checks it"),
    "reading_decided": _("Meter reading checked"),
    "paper_sent": _("Signed mandate sent to us"),
    "paper_judged": _("Signature on a mandate checked by the portal"),
    "paper_opened": _("Signed mandate opened by the person who reads it"),
    "paper_decided": _("Signed mandate read and decided about"),
    "letter_issued": _("Letter about a meter issued"),
    "letter_withdrawn": _("Letter withdrawn: its day is not in the occupancy any more"),
    "letter_restored": _("Letter given back"),
    "letters_digital": _("Digital letters chosen"),
    "letters_paper": _("Letters on paper again"),
    "letters_ended": _("Digital letters stopped with the occupancy"),
    "journal_exported": _("Journal downloaded"),
    "case_opened": _("Question about a line of this journal"),
    "case_in_hand": _("Question about this journal opened by the person who handles it"),
    "case_answered": _("Question about this journal answered"),
    "case_closed": _("Look-ups checked by the person who handles them"),
    "mandate.draft": _("Mandate prepared"),
    "mandate.requested": _("Mandate asked for"),
    "mandate.signed": _("Mandate signed"),
    "mandate.under_review": _("Signed mandate given to us to check"),
    "mandate.active": _("Mandate active"),
    "mandate.settled": _("Mandate brought in line with where you live"),
    "mandate.replaced_in_part": _("Part of a mandate replaced by a newer one"),
    "mandate.revoked": _("Mandate revoked"),
    "mandate.terminated": _("Mandate ended by its holder, or replaced"),
    "mandate.expired": _("Mandate over"),
    "mandate.lapsed": _("Mandate ended with the occupancy"),
    "mandate.declined": _("Mandate declined"),
    "mandate.rejected": _("Signature of a mandate not accepted"),
    "mandate.timed_out": _("Mandate not answered in time"),
    "mandate.withdrawn": _("Request for a mandate withdrawn"),
    "case_look_up": _("Looked up for a case"),
    "case_confirmed": _("Case confirmed by the head of the office"),
}
CHANNEL_WORDS: dict[str, Promise] = {
    "page": _("on screen"),
    "file": _("as a file"),
    "api": _("over the interface for programs"),
    "letter": _("by letter"),
    "sms": _("by SMS"),
}
KIND_WORDS: dict[str, Promise] = {
    DataKind.HISTORY: _("consumption"),
    DataKind.INDEX: _("meter readings"),
    DataKind.TECHNICAL: _("meter and connection"),
    DataKind.CUSTOMER: _("name and contact"),
    DataKind.CONTRACT: _("supplier"),
    DataKind.SUPPLY_STATE: _("state of the supply"),
    DataKind.EAN: _("EAN number"),
    DataKind.CORRESPONDENCE: _("letters about the meter"),
}
_GRANULARITIES: dict[str, Promise] = {
    "year": _("by year"),
    "month": _("by month"),
    "day": _("by day"),
    "interval": _("by quarter-hour or hour"),
}
BASIS_WORDS: dict[str, Promise] = {
    LegalBasis.OCCUPANCY: _("Your own data"),
    LegalBasis.LOOK_UP_CODE: _("Code sent to your contact"),
    LegalBasis.OPERATOR_TASK: _("Legal task of the grid operator"),
    LegalBasis.MANDATE: _("Mandate"),
    LegalBasis.STANDING_MANDATE: _("Standing mandate of a social welfare office"),
    LegalBasis.SUPPLY_CONTRACT: _("Supply contract"),
    LegalBasis.CONSENT: _("Your consent"),
}
_ACTORS: dict[str, Promise] = {
    ActorKind.RESIDENT: _("You"),
    ActorKind.LOOK_UP: _("Somebody with your EAN, your meter number and the code sent to you"),
    ActorKind.SYSTEM: _("The portal itself"),
    ActorKind.STAFF: _("Our staff"),
    ActorKind.MEMBER: _("An organisation"),
    ActorKind.ANONYMOUS: _("Somebody who knows your address and your meter number"),
}
ACTORS_AT_DESK: dict[str, Promise] = _ACTORS | {
    ActorKind.RESIDENT: _("The customer"),
    ActorKind.LOOK_UP: _("Somebody with the EAN, the meter number and the code sent to the customer"),
    ActorKind.ANONYMOUS: _("Somebody who knows the address and the meter number"),
}
_PURPOSES: dict[str, Promise | str] = {}  # of purposes that are codes; another one is somebody's own words
_ROLES = dict(RoleChoices.choices)
_UNNAMED = _("other")


_FROM_QUESTIONS = frozenset({"case_opened", "case_in_hand", "case_answered"})
_GROUPED = (
    "day", "subject", "code", "actor_kind", "actor_id", "organisation", "role", "access_point_id", "kinds",
    "granularity", "basis", "purpose", "channel",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What one actor did with one access point's data on one day, as often as it happened."""

    group: dict[str, Any]
    access_point: AccessPoint | None
    organisation: str  # its name
    own: bool
    at_desk: bool = False

    @property
    def key(self) -> str:
        """Names the line among those of its day, whatever is added to it."""
        named = orjson.dumps([self.group[column] for column in _GROUPED])
        return sha256(named).hexdigest()[:32]

    @property
    def day(self) -> date:
        return cast("date", self.group["day"])

    @property
    def questionable(self) -> bool:
        """Whether the resident may say not to recognise it: not what the resident did, or asked for by asking."""
        return not self.own and self.group["code"] not in _FROM_QUESTIONS

    @property
    def subject(self) -> str:
        """Public id of the customer."""
        return cast("str", self.group["subject"])

    @property
    def at(self) -> datetime:
        """When it happened, for the last time on that day."""
        return cast("datetime", self.group["last"])

    @property
    def times(self) -> int:
        return cast("int", self.group["times"])

    @property
    def who(self) -> Promise | str:
        actors = ACTORS_AT_DESK if self.at_desk else _ACTORS
        return self.organisation or actors.get(self.group["actor_kind"], _UNNAMED)

    @property
    def roles(self) -> Sequence[Promise | str]:
        """As what somebody of the staff looked."""
        if self.group["actor_kind"] != ActorKind.STAFF:
            return ()
        return [_ROLES.get(role, role) for role in self.group["role"].split(", ") if role]

    @property
    def what(self) -> Promise:
        return _CODES.get(self.group["code"], _UNNAMED)

    @property
    def kinds(self) -> Sequence[Promise]:
        return [KIND_WORDS.get(kind, _UNNAMED) for kind in self.group["kinds"]]

    @property
    def granularity(self) -> Promise | str:
        if DataKind.HISTORY not in self.group["kinds"]:
            return ""
        return _GRANULARITIES.get(self.group["granularity"], "")

    @property
    def channel(self) -> Promise | str:
        return CHANNEL_WORDS.get(self.group["channel"], "")

    @property
    def basis(self) -> Promise | str:
        return BASIS_WORDS.get(self.group["basis"], "")

    @property
    def purpose(self) -> Promise | str:
        told = cast("str", self.group["purpose"])
        return _PURPOSES.get(told, told)

    @property
    def periods(self) -> list[Period]:
        """The days whose data were shown, as few stretches as hold them, latest first."""
        stretches = [Period(part.lower, part.upper) for part in self.group["periods"] or () if part.lower]
        return stretches[::-1]


def name_purposes(words: Mapping[str, Promise | str]) -> None:
    """Put the purposes that a room records as codes into words."""
    _PURPOSES.update(words)


class _Stretches(Aggregate):
    """`range_agg`: the stretches of days that ranges of days make up together."""

    function = "range_agg"
    output_field = Field()


def grouped(events: QuerySet[Event]) -> QuerySet[Event, dict[str, Any]]:
    """What was done, by day, newest first. `lines` puts it into words."""
    shown = _Stretches(DateRange("period_start", "period_end"), filter=Q(period_start__isnull=False))
    found: QuerySet[Event, dict[str, Any]] = (
        events.annotate(day=TruncDate("at", tzinfo=BELGIUM))
        .values(*_GROUPED)
        .annotate(times=Count("id"), last=Max("at"), periods=shown)
        .order_by("-day", "-last")
    )
    return found


def lines(groups: Iterable[dict[str, Any]], *, reader: str = "", at_desk: bool = False) -> list[Line]:
    """The groups in words for the resident with the actor id `reader`, or for the desk, each with its access point
    and its organisation. At most three queries."""
    groups = list(groups)
    access_points = AccessPoint.objects.in_bulk({group["access_point_id"] for group in groups} - {None})
    names = organisation_names({group["organisation"] for group in groups})
    return [
        Line(
            group,
            access_points.get(group["access_point_id"]),
            names.get(group["organisation"], ""),
            own=group["actor_kind"] == ActorKind.RESIDENT and group["actor_id"] == reader,
            at_desk=at_desk,
        )
        for group in groups
    ]
