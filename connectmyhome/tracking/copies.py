"""All that is held about an application, to take along: as JSON values, and as a document of class C4 (R16)."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from connectmyhome.application.models import Application, Attachment
from connectmyhome.application.overview import overview_of
from connectmyhome.legs.models import Leg
from connectmyhome.tracking.journal import Look, looks_at
from connectmyhome.tracking.parts import APPLICATION, LEG, Part
from portal.access.journal import BASIS_WORDS, CHANNEL_WORDS, KIND_WORDS
from portal.documents.model import Block, Column, Confidentiality, Document, Facts, Heading, Paragraph, Table
from portal.primitives.period import belgian_day
from portal.ui import formats

_MOST_COLUMNS = 5  # more stand below each other


def as_data(application: Application, *, now: datetime) -> dict[str, Any]:
    """Under the names of the fields, for `orjson` with `plain`: moments as ISO 8601, amounts in EUR as text."""
    return {
        "class": Confidentiality.CONFIDENTIAL.value,
        "exported_at": now,
        **_row(APPLICATION, application),
        "trace": [_look(look) for look in looks_at(application, newest=None)],
    }


def plain(value: Any) -> str:
    """What JSON does not know, as text: a row by its public id."""
    return str(getattr(value, "public_id", value))


def as_document(application: Application, *, now: datetime) -> Document:
    """The same in the language that is active, for people: without ids and digests."""
    answers = [row for task in overview_of(application, now=now).tasks for row in task.rows]
    blocks: list[Block] = [
        Paragraph(_("Everything that the portal holds about your application, as it stands today.")),
        Facts(_facts(APPLICATION, application)),
        Heading(_("Your answers")),
        Facts(tuple((str(label), str(value)) for label, value in answers)),
        *_inside(APPLICATION, application),
        *_journal(looks_at(application, newest=None)),
    ]
    return Document(
        title=_("Your application for connections"),
        blocks=tuple(blocks),
        dated=belgian_day(now),
        confidentiality=Confidentiality.CONFIDENTIAL,
        reference=application.reference,
    )


def _rows(part: Part, above: Model) -> QuerySet[Any]:
    """The rows of a part below `above`, without what is left out."""
    key = str(above.public_id) if part.of == "bound_to" else above  # type: ignore[attr-defined]
    files = [name for name in ("content", "pdf") if name in part.left_out]
    return part.model._default_manager.filter(**{part.of: key}).order_by("pk").defer(*files)


def _row(part: Part, row: Model) -> dict[str, Any]:
    told = {_NAMES.get(name, name): getattr(row, name) for name in (*part.ids, *part.shown)}
    return told | {each.key: [_row(each, below) for below in _rows(each, row)] for each in part.inside}


_NAMES = {"public_id": "id", "leg": "connection", "ended_leg": "ended_connection", "template": "about"}


def _look(look: Look) -> dict[str, Any]:
    event = look.event
    return {
        "at": event.at,
        "who": look.who,
        "what": look.what,
        "connection": look.leg,
        "basis": event.basis,
        "kinds": event.kinds,
        "channel": event.channel,
        "purpose": event.purpose,
        "code": event.code,
        "detail": event.detail,
    }


def _inside(part: Part, row: Model) -> Iterator[Block]:
    """The parts of a row, each as one table, or its rows one below the other where they are wide."""
    for each in part.inside:
        below = list(_rows(each, row))
        heading = f"{each.title} · {_in_words(row)}" if isinstance(row, Leg) else str(each.title)
        if below and len(each.shown) <= _MOST_COLUMNS:
            yield _table(heading, [str(label) for label in each.shown.values()], _cells(each, below))
            continue
        for one in below:
            yield Heading(_in_words(one) if each is LEG else heading)
            yield Facts(_facts(each, one))
            yield from _inside(each, one)


def _facts(part: Part, row: Model) -> tuple[tuple[str, str], ...]:
    told = ((str(label), _value(part, row, name)) for name, label in part.shown.items())
    return tuple((label, value) for label, value in told if value)


def _cells(part: Part, rows: list[Model]) -> list[list[str]]:
    return [[_value(part, row, name) for name in part.shown] for row in rows]


def _table(caption: str, titles: list[str], rows: list[list[str]]) -> Table:
    columns = tuple(Column(title) for title in titles)
    return Table(caption, columns, tuple(tuple(cell or "–" for cell in row) for row in rows))


def _journal(looks: list[Look]) -> Iterator[Block]:
    rows = [[_what(look), look.who, formats.moment(look.at)] for look in looks]
    if rows:
        yield _table(_("Who looked, and what was done"), [_("What"), _("Who"), _("When")], rows)


def _what(look: Look) -> str:
    event = look.event
    kinds = ", ".join(str(KIND_WORDS.get(kind, kind)) for kind in event.kinds)
    basis, channel = BASIS_WORDS.get(event.basis, ""), CHANNEL_WORDS.get(event.channel, "")
    told = (look.what, _in_words(look.leg), kinds, str(channel), str(basis), event.purpose)
    return " · ".join(filter(None, told))


def _value(part: Part, row: Model, name: str) -> str:
    value = getattr(row, name)
    if name in part.words:
        return str(part.words[name](value))
    if isinstance(row, Leg) and name == "state":
        return row.state_words
    if row._meta.get_field(name).choices:  # type: ignore[union-attr]
        return str(getattr(row, f"get_{name}_display")())
    return _in_words(value)


def _in_words(value: Any) -> str:
    """A value for people; "" for none."""
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return formats.moment(value)
        case date():
            return formats.day(value, "numeric")
        case Decimal():
            return formats.euros(value)
        case Leg():
            return f"{value.get_utility_display()}, {value.operator_name}"
        case Attachment():
            return value.name
    return str(value)
