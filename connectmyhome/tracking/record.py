"""All that is held about an application: on a page, as JSON, and as a PDF of class C4 (R16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from connectmyhome.application.models import Application, Consent
from connectmyhome.application.overview import Task, overview_of
from connectmyhome.legs.models import Leg, Offer, Question
from connectmyhome.legs.queries import legs_of_application
from connectmyhome.operators import name_of
from connectmyhome.tracking.journal import Look, looks_at
from connectmyhome.tracking.queries import files_of
from portal.documents.model import Block, Column, Confidentiality, Document, Facts, Heading, Paragraph, Table
from portal.documents.registry import register
from portal.primitives.mobile import grouped
from portal.primitives.period import belgian_day
from portal.ui import formats
from portal.ui.formats import euros

NAME = "connect_record"


@dataclass(frozen=True, slots=True)
class Held:
    """Everything about one application, in words."""

    application: Application
    sections: Sequence[tuple[str, Sequence[Task]]]
    contact: list[tuple[str, str]]
    consents: list[Consent]
    legs: list[Leg]
    files: list[Any]
    looks: list[Look]

    @property
    def questions(self) -> list[Question]:
        return [question for leg in self.legs for question in leg.questions.all()]

    @property
    def offers(self) -> list[Offer]:
        return [offer for leg in self.legs for offer in leg.offers.all()]


def held_about(application: Application, *, now: datetime) -> Held:
    """What the database holds, read now."""
    told = (
        (title, [task for task in tasks if task.rows])
        for title, tasks in overview_of(application, now=now).sections
    )
    return Held(
        application=application,
        sections=[(str(title), tasks) for title, tasks in told if tasks],
        contact=[
            (_("E-mail"), application.email),
            (_("Mobile"), grouped(application.mobile) or "–"),
            (_("Language"), str(dict(settings.LANGUAGES)[application.language])),
            (_("News of changes"), str(application.get_notify_by_display())),
        ],
        consents=list(application.consents.order_by("operator", "given_at")),
        legs=list(legs_of_application(application)),
        files=list(files_of(application)),
        looks=looks_at(application),
    )


def as_data(held: Held, *, now: datetime) -> dict[str, Any]:
    """As JSON values: answers by the names under which they are kept, moments as ISO 8601."""
    application = held.application
    return {
        "class": Confidentiality.CONFIDENTIAL.value,
        "exported_at": now.isoformat(),
        "reference": application.reference,
        "state": application.state,
        "language": application.language,
        "email": application.email,
        "mobile": application.mobile,
        "notify_by": application.notify_by,
        "commune": application.commune.name if application.commune else None,
        "answers": application.answers,
        "created_at": application.created_at.isoformat(),
        "sent_at": _iso(application.sent_at),
        "closed_at": _iso(application.closed_at),
        "consents": [
            {
                "operator": each.operator,
                "text_version": each.text_version,
                "given_at": each.given_at.isoformat(),
                "withdrawn_at": _iso(each.withdrawn_at),
            }
            for each in held.consents
        ],
        "files": [
            {
                "kind": each.kind,
                "name": each.name,
                "media_type": each.media_type,
                "size": each.size,
                "sha256": each.sha256,
                "only_for": each.only_for,
                "added_at": each.added_at.isoformat(),
            }
            for each in held.files
        ],
        "connections": [_leg(leg) for leg in held.legs],
        "trace": [
            {
                "at": look.at.isoformat(),
                "who": look.who,
                "what": look.what,
                "connection": look.leg and str(look.leg.public_id),
            }
            for look in held.looks
        ],
    }


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "id": str(leg.public_id),
        "utility": leg.utility,
        "operator": leg.operator,
        "state": leg.state,
        "own_reference": leg.own_reference,
        "paid_on": _iso(leg.paid_on),
        "permits_on": _iso(leg.permits_on),
        "planned_on": _iso(leg.planned_on),
        "connected_on": _iso(leg.connected_on),
        "reason": leg.reason,
        "steps": [{"state": each.state, "at": each.at.isoformat(), "by": each.by} for each in leg.steps.all()],
        "questions": [
            {
                "text": each.text,
                "document": each.document,
                "asked_at": each.asked_at.isoformat(),
                "answer": each.answer,
                "answered_at": _iso(each.answered_at),
            }
            for each in leg.questions.all()
        ],
        "offers": [
            {
                "amount": str(each.amount),
                "currency": "EUR",
                "valid_until": each.valid_until.isoformat(),
                "sha256": each.sha256,
                "made_at": each.made_at.isoformat(),
                "accepted_at": _iso(each.accepted_at),
                "ended_at": _iso(each.ended_at),
            }
            for each in leg.offers.all()
        ],
    }


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def register_all() -> None:
    """Make the document known to the room of documents."""
    register(NAME, _compose)


def context_of(held: Held, *, now: datetime) -> dict[str, Any]:
    """What the composer needs, as JSON values in the reader's language."""
    return {
        "dated": now.isoformat(),
        "reference": held.application.reference,
        "contact": held.contact,
        "answers": [row for _title, tasks in held.sections for task in tasks for row in task.rows],
        "consents": [
            [
                name_of(each.operator),
                formats.moment(each.given_at),
                formats.moment(each.withdrawn_at) if each.withdrawn_at else "–",
            ]
            for each in held.consents
        ],
        "files": [[str(each.get_kind_display()), each.name, formats.moment(each.added_at)] for each in held.files],
        "legs": [[f"{leg.get_utility_display()} · {leg.operator_name}", leg.state_words] for leg in held.legs],
        "questions": [[each.leg.operator_name, each.text, each.answer or "–"] for each in held.questions],
        "offers": [
            [each.leg.operator_name, euros(each.amount), formats.day(each.valid_until, "numeric")]
            for each in held.offers
        ],
        "looks": [[formats.moment(look.at), look.who, look.what] for look in held.looks],
    }


def _compose(context: Mapping[str, Any]) -> Document:
    dated = belgian_day(datetime.fromisoformat(context["dated"]))
    blocks: list[Block] = [
        Paragraph(_("Everything that the portal holds about your application, as it stands today.")),
        Heading(_("Contact")),
        Facts(tuple((label, value) for label, value in context["contact"])),
        Heading(_("Your answers")),
        Facts(tuple((label, value) for label, value in context["answers"])),
    ]
    tables = (
        (_("Connections"), (_("Connection"), _("State")), context["legs"]),
        (_("Consents"), (_("By which operator"), _("Given"), _("Taken back")), context["consents"]),
        (_("Documents that you sent"), (_("Kind"), _("Name"), _("Sent")), context["files"]),
        (
            _("Questions and answers"),
            (_("By which operator"), _("Question"), _("Your answer")),
            context["questions"],
        ),
        (_("Offers"), (_("By which operator"), _("VAT included"), _("Holds until")), context["offers"]),
        (_("Who looked, and what was done"), (_("When"), _("Who"), _("What")), context["looks"]),
    )
    for caption, columns, rows in tables:
        if rows:
            blocks.append(
                Table(
                    caption,
                    tuple(Column(title) for title in columns),
                    tuple(tuple(str(cell) for cell in row) for row in rows),
                )
            )
    return Document(
        title=_("Your application for connections"),
        blocks=tuple(blocks),
        dated=dated,
        confidentiality=Confidentiality.CONFIDENTIAL,
        reference=context["reference"],
    )
