"""What the applicant takes along: of each table that belongs to an application, which fields, and which not, why.

A field that a model gets is put into words here, or left out with its reason: a test compares.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.models import Application, Attachment, Consent, ResumeLink
from connectmyhome.legs.erasures.models import Erasure
from connectmyhome.legs.models import Leg, LegStep, Offer, Question
from connectmyhome.operators import name_of
from connectmyhome.tracking.models import EanHandOver, Notice
from connectmyhome.tracking.words import NEWS
from connectmyhome.workday.models import ApplicantDay, Assent, LateAlert, OperatorDay, Proposal
from connectmyhome.workday.states import ProposalState
from portal.messaging.models import Message
from portal.messaging.words import about
from portal.primitives.mobile import grouped

_ROW = "the database's own number of the row"
_ABOVE = "the row stands below what it belongs to"
_REVISION = "counts changes, so that two windows do not overwrite each other"
_SOMEBODY = "a person at the operator, whose data it is; the journal names the operator"
_FILE = "a file of its own, taken from the page of the data"
_OUTBOX = "how the outbox sends: nothing about the person"


@dataclass(frozen=True, slots=True)
class Part:
    """One table. Its rows stand in the JSON under `key`, below those of the part that it is inside of, which its
    field `of` names. `shown` are fields and their labels, `ids` those that only programs read."""

    key: str
    title: Promise
    model: type[Model]
    of: str
    shown: Mapping[str, Promise]
    left_out: Mapping[str, str]
    ids: tuple[str, ...] = ()
    inside: tuple["Part", ...] = ()
    words: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)


def _operator(code: str) -> str:
    return name_of(code) if code else ""


def _who(leg: Leg | None) -> object:
    return _("You") if leg is None else leg.operator_name


_DAY_STATES = {
    ProposalState.OPEN: _("waits for everybody"),
    ProposalState.AGREED: _("agreed"),
    ProposalState.FALLEN: _("fell away"),
}
_CONTACT = {"language": lambda code: dict(settings.LANGUAGES).get(code, code), "mobile": grouped}
_LEG = {"id": _ROW, "leg": _ABOVE}
_APPLICATION = {"id": _ROW, "application": _ABOVE}

LEG = Part(
    key="connections",
    title=_("Connections"),
    model=Leg,
    of="application",
    ids=("public_id",),
    shown={
        "utility": _("Connection"),
        "operator": _("By which operator"),
        "state": _("State"),
        "own_reference": _("The operator’s reference"),
        "to_be_checked": _("To be checked whether it serves the plot"),
        "road_works": _("With road works or an extension of the network"),
        "sent_at": _("Sent"),
        "accepted_at": _("Offer accepted"),
        "paid_on": _("Paid"),
        "permits_on": _("Permits exist since"),
        "deadline": _("Last day of the term"),
        "planned_on": _("Day of the work"),
        "connected_on": _("Connected"),
        "reason": _("Reason"),
        "closed_at": _("Finished"),
        "changed_at": _("Last changed"),
    },
    left_out=_APPLICATION | {"revision": _REVISION},
    words={"operator": _operator},
    inside=(
        Part(
            key="steps",
            title=_("Steps"),
            model=LegStep,
            of="leg",
            shown={"at": _("When"), "state": _("State"), "by": _("Who")},
            left_out=_LEG,
        ),
        Part(
            key="questions",
            title=_("Questions and answers"),
            model=Question,
            of="leg",
            ids=("public_id",),
            shown={
                "text": _("Question"),
                "document": _("Document asked for"),
                "asked_at": _("Asked"),
                "answer": _("Your answer"),
                "attachment": _("Document sent"),
                "answered_at": _("Answered"),
                "withdrawn_at": _("Taken back"),
            },
            left_out=_LEG | {"asked_by": _SOMEBODY},
        ),
        Part(
            key="offers",
            title=_("Offers"),
            model=Offer,
            of="leg",
            ids=("public_id", "sha256"),
            shown={
                "amount": _("VAT included"),
                "valid_until": _("Holds until"),
                "pages": _("Pages"),
                "made_at": _("Made"),
                "accepted_at": _("Accepted"),
                "ended_at": _("Ended"),
                "declined_because": _("Why you declined"),
            },
            left_out=_LEG | {"pdf": _FILE, "made_by": _SOMEBODY},
        ),
        Part(
            key="days_offered",
            title=_("Days on which the operator can"),
            model=OperatorDay,
            of="leg",
            shown={"day": _("Day")},
            left_out=_LEG,
        ),
        Part(
            key="late",
            title=_("Alert that it is late"),
            model=LateAlert,
            of="leg",
            shown={"raised_at": _("When"), "deadline": _("Last day of the term")},
            left_out=_LEG,
        ),
        Part(
            key="ean_handed_over",
            title=_("EAN given to its delivery"),
            model=EanHandOver,
            of="leg",
            shown={"at": _("When")},
            left_out=_LEG,
        ),
    ),
)
PROPOSAL = Part(
    key="days_proposed",
    title=_("Days proposed for the work"),
    model=Proposal,
    of="application",
    ids=("public_id",),
    shown={
        "day": _("Day"),
        "state": _("State"),
        "by": _("Proposed by"),
        "made_at": _("When"),
        "ended_by": _("Ended by"),
        "ended_leg": _("Because of the connection"),
        "changed_at": _("Last changed"),
    },
    left_out=_APPLICATION | {"uid": "names the event in calendars", "sequence": "counts changes for calendars"},
    words={"state": lambda state: _DAY_STATES[ProposalState(state)]},
    inside=(
        Part(
            key="confirmations",
            title=_("Who has to confirm the day"),
            model=Assent,
            of="proposal",
            shown={"leg": _("Who"), "confirmed_at": _("Confirmed"), "left_at": _("Not needed any more since")},
            left_out={"id": _ROW, "proposal": _ABOVE},
            words={"leg": _who},
        ),
    ),
)
APPLICATION = Part(
    key="",
    title=_("Your application"),
    model=Application,
    of="",
    ids=("public_id", "answers"),
    shown={
        "reference": _("Reference"),
        "state": _("State"),
        "email": _("E-mail"),
        "mobile": _("Mobile"),
        "language": _("Language"),
        "notify_by": _("News of changes"),
        "commune": _("Commune"),
        "created_at": _("Begun"),
        "changed_at": _("Last changed"),
        "sent_at": _("Sent"),
        "closed_at": _("Finished"),
    },
    left_out={"id": _ROW, "revision": _REVISION, "erased_at": "one that is erased has nothing to take along"},
    words=_CONTACT,
    inside=(
        Part(
            key="consents",
            title=_("Consents"),
            model=Consent,
            of="application",
            shown={
                "operator": _("By which operator"),
                "text_version": _("Version of the text"),
                "language": _("Language"),
                "given_at": _("Given"),
                "withdrawn_at": _("Taken back"),
            },
            left_out=_APPLICATION,
            words=_CONTACT | {"operator": _operator},
        ),
        Part(
            key="files",
            title=_("Documents that you sent"),
            model=Attachment,
            of="application",
            ids=("public_id", "sha256"),
            shown={
                "kind": _("Kind"),
                "name": _("Name"),
                "only_for": _("For one operator only"),
                "media_type": _("Format"),
                "size": _("Size in bytes"),
                "pages": _("Pages"),
                "held": _("Not searched for viruses"),
                "added_at": _("Sent"),
            },
            left_out=_APPLICATION | {"content": _FILE},
            words={"only_for": _operator},
        ),
        LEG,
        Part(
            key="days_chosen",
            title=_("Days that suit you"),
            model=ApplicantDay,
            of="application",
            shown={"day": _("Day")},
            left_out=_APPLICATION,
        ),
        PROPOSAL,
        Part(
            key="news",
            title=_("News that you were told"),
            model=Notice,
            of="application",
            shown={"at": _("When"), "what": _("What"), "leg": _("Connection"), "told_at": _("Told")},
            left_out=_APPLICATION,
            words={"what": lambda what: NEWS.get(what, what)},
        ),
        Part(
            key="messages",
            title=_("Messages to you"),
            model=Message,
            of="bound_to",
            ids=("public_id", "state", "language"),
            shown={
                "created_at": _("When"),
                "template": _("What"),
                "channel": _("Way"),
                "email": _("E-mail"),
                "mobile": _("Mobile"),
            },
            left_out=dict.fromkeys(
                (
                    "key", "context", "postal", "reason", "not_before", "expires_at", "lease_until", "claims",
                    "attempt_count", "provider_id", "cost", "currency", "cancelled_at", "swept_at", "changed_at",
                ),
                _OUTBOX,
            ) | {"id": _ROW, "bound_to": _ABOVE, "subject": _ABOVE},
            words=_CONTACT | {"template": about},
        ),
        Part(
            key="links",
            title=_("Links sent to you that still open the application"),
            model=ResumeLink,
            of="application",
            shown={"made_at": _("Made"), "expires_at": _("Open until")},
            left_out=_APPLICATION | {"digest": "would open nothing: only a digest of the link is kept"},
        ),
        Part(
            key="erasures",
            title=_("Erasure at operators"),
            model=Erasure,
            of="application",
            ids=("public_id",),
            shown={"operator": _("By which operator"), "asked_at": _("Asked"), "confirmed_at": _("Confirmed")},
            left_out=_APPLICATION | {"confirmed_by": _SOMEBODY},
            words={"operator": _operator},
        ),
    ),
)  # fmt: skip
# Of the trace.
JOURNAL_LEFT_OUT = {
    "id": _ROW,
    "transaction": "orders the rows for their seal",
    "actor_kind": "said by `who`",
    "organisation": "said by `who`",
    "role": "said by `who`",
    "actor_id": _SOMEBODY,
    "subject": _ABOVE,
    "reference": "said by `connection`, or in `detail`",
    **dict.fromkeys(
        ("access_point_id", "period_start", "period_end", "granularity"), "of consumption, never here"
    ),
}
