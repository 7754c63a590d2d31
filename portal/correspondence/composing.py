"""The letters themselves, as documents in the reader's language. Each takes the context that `context_of` makes.

A copy for whoever lives there (`to_occupant`) names nobody, bears no code, and holds nothing of what was measured.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.correspondence import reading_codes
from portal.correspondence.models import Kind, Letter
from portal.correspondence.queries import GRACE
from portal.documents.model import (
    Block,
    Column,
    Document,
    Figure,
    Notice,
    Paragraph,
    Steps,
    Table,
    WebLink,
)
from portal.documents.registry import compose, register
from portal.ui import formats

Context = Mapping[str, Any]

ANSWER_PATH = "/r/"  # with the reading code behind it: short, since people type it off paper


def context_of(letter: Letter, *, to_occupant: bool = False) -> dict[str, Any]:
    """What the composer of this letter needs, as JSON values. `access_point` and `campaign` must be loaded."""
    code = "" if to_occupant else reading_codes.code_on(letter.public_id, letter.reading_code)
    return {
        "reference": letter.public_id.hex[:8].upper(),
        "issued_on": letter.issued_on.isoformat(),
        "due_on": letter.due_on.isoformat() if letter.due_on else "",
        "place": letter.access_point.address,
        "gas": letter.access_point.energy == "gas",
        "meter": letter.context.get("meter", ""),
        "data": {} if to_occupant else letter.context.get("data", {}),
        "texts": letter.campaign.texts,
        "code": code,
        "to_occupant": to_occupant,
    }


def document_of(letter: Letter) -> Document:
    """The letter as a document, in its own language."""
    return compose(letter.kind, context_of(letter), letter.language)


def register_all() -> None:
    """Make the kinds of letters known to the room of documents."""
    for kind, make in _COMPOSERS.items():
        register(kind.value, make)


def reading_request(context: Context) -> Document:
    due = _day(context, "due_on")
    title = _("Please read your meter")
    if due:
        title = _("Please read your meter by %(day)s") % {"day": formats.day(due)}
    why = _(
        "Once a year we need the reading of your meter, so that you pay for what you really used. It takes you "
        "a few minutes, and nobody has to come by."
    )
    return _document(context, title, [Paragraph(why), *_how_to_read(context, due)])


def reading_reminder(context: Context) -> Document:
    due = _day(context, "due_on")
    title = _("Reminder: please read your meter")
    if due:
        title = _("Reminder: please read your meter by %(day)s") % {"day": formats.day(due)}
    why = _(
        "We asked you for the reading of your meter, and have not received it yet. Did you send it in the last "
        "few days? Then our letters crossed, and you need do nothing more."
    )
    return _document(context, title, [Paragraph(why), *_how_to_read(context, due)])


def estimate_notice(context: Context) -> Document:
    blocks: list[Block] = [
        Paragraph(
            _(
                "We received no reading of your meter. So we estimated its index from what was used there in "
                "former years, and your supplier uses this estimate for its bill."
            )
        )
    ]
    if data := context["data"]:
        columns = (Column(_("Register")), Column(_("Estimated index"), numeric=True))
        rows = tuple((_register(row["register"]), _index(row["index"], row["unit"])) for row in data["registers"])
        caption = _("Estimate for %(day)s") % {"day": formats.day(date.fromisoformat(data["day"]))}
        blocks.append(Table(caption, columns, rows))
    blocks += [
        Notice(
            _("Is the estimate far from what your meter shows?"),
            _("Send us your own reading: we then correct the estimate, and your supplier corrects the bill."),
        ),
        _call_us(),
    ]
    return _document(context, _("We estimated the index of your meter"), blocks)


def index_statement(context: Context) -> Document:
    title = _("Your yearly statement of indexes")
    data = context["data"]
    if not data:
        gone = _(
            "The yearly statement of this meter was made out to somebody who no longer lives here. Its figures "
            "are theirs alone, and so this letter does not hold them."
        )
        yours = _("The figures since the day you moved in are yours: you find them in the portal, or ask us.")
        return _document(context, title, [Paragraph(gone), Paragraph(yours), _call_us()])
    first, last = (formats.day(date.fromisoformat(data[name]), "numeric") for name in ("start", "end"))
    columns = (
        Column(_("Register")),
        Column(_("Index on %(day)s") % {"day": first}, numeric=True),
        Column(_("Index on %(day)s") % {"day": last}, numeric=True),
        Column(_("Difference"), numeric=True),
    )
    rows = tuple(
        (
            _register(row["register"]),
            _index(row["start"], row["unit"]),
            _index(row["end"], row["unit"]),
            _index(Decimal(str(row["end"])) - Decimal(str(row["start"])), row["unit"]),
        )
        for row in data["registers"]
    )
    intro = _("These are the indexes of your meter at the beginning and at the end of the past year.")
    use = _("You need not do anything. Your supplier receives the same indexes, and bills by them.")
    check = _("An index differs from what you noted? Tell us within a month: we check it with you.")
    table = Table(_("Indexes from %(first)s to %(last)s") % {"first": first, "last": last}, columns, rows)
    return _document(context, title, [Paragraph(intro), table, Paragraph(use), Paragraph(check), _call_us()])


def planned_works(context: Context) -> Document:
    texts = context["texts"]
    day = formats.day(date.fromisoformat(texts["day"]), "full")
    hours = {name: formats.clock(time.fromisoformat(texts[name])) for name in ("from", "until")}
    work = {
        "meter_replacement": _("We replace your meter by a new one. This costs you nothing."),
        "digital_meter": _("We replace your meter by a digital one. This costs you nothing."),
        "meter_check": _("We check your meter. This costs you nothing."),
        "connection": _("We work on the connection to your meter. This costs you nothing."),
    }[texts["works"]]
    cut = _("The power is off for about an hour. Please switch off computers and other delicate devices first.")
    if context["gas"]:
        cut = _("The gas is off for about an hour. Please close the tap of each appliance before we come.")
    when = _("On %(day)s, between %(from)s and %(until)s") % {"day": day, **hours}
    blocks: list[Block] = [
        Paragraph(work),
        Notice(when, _("Somebody of age must be there, and the meter must be within reach.")),
        Paragraph(cut),
        Paragraph(_("Our technician bears a badge with name and photo. Do not hesitate to ask for it.")),
        Paragraph(
            _("The day does not suit you? Call us on %(number)s at least three working days before.")
            % {"number": settings.OPERATOR["contact_number"]}
        ),
    ]
    return _document(context, _("Works at your meter on %(day)s") % {"day": day}, blocks)


_COMPOSERS: Mapping[Kind, Callable[[Context], Document]] = {
    Kind.READING_REQUEST: reading_request,
    Kind.READING_REMINDER: reading_reminder,
    Kind.ESTIMATE_NOTICE: estimate_notice,
    Kind.INDEX_STATEMENT: index_statement,
    Kind.PLANNED_WORKS: planned_works,
}


def _document(context: Context, title: str, blocks: Sequence[Block]) -> Document:
    facts = [
        (_("Meter"), context["meter"]),
        (_("Energy"), _("Gas") if context["gas"] else _("Electricity")),
        (_("Address of the meter"), context["place"]),
    ]
    return Document(
        title=title,
        blocks=tuple(blocks),
        dated=date.fromisoformat(context["issued_on"]),
        reference=context["reference"],
        facts=tuple((label, value) for label, value in facts if value),
        salutation=_("Dear Sir or Madam,"),
        closing=_("Yours faithfully,"),
    )


def _how_to_read(context: Context, due: date | None) -> list[Block]:
    note = _("Note the digits on the meter from left to right, up to the comma. Leave out the red ones.")
    code = context["code"]
    if not code:
        give = _("Sign in to the portal, or call us, and give us the reading.")
        return [*_before(due), Steps((note, give)), _call_us()]
    enter = _("Open the page named below, on paper by its QR code, or sign in to the portal.")
    told = _("Enter the reading. The page tells you at once whether it can be right.")
    blocks: list[Block] = [
        *_before(due),
        Steps((note, enter, told)),
        Figure(_("Your reading code"), code),
        WebLink(_("Send my reading"), f"{settings.BASE_URL}{ANSWER_PATH}{code}"),
    ]
    if due:
        until = formats.day(due + timedelta(days=GRACE.days))
        blocks.append(
            Paragraph(
                _("The code is for this meter only. It works until %(day)s, as long as you live here.")
                % {"day": until}
            )
        )
    return [*blocks, _call_us()]


def _before(due: date | None) -> list[Block]:
    if due is None:
        return []
    title = _("Send us your reading by %(day)s") % {"day": formats.day(due)}
    return [Notice(title, _("Without it we estimate what you used, and the estimate may be too high or too low."))]


def _call_us() -> Paragraph:
    return Paragraph(
        _("Any questions? Call us on %(number)s, on working days from 8 am to 6 pm.")
        % {"number": settings.OPERATOR["contact_number"]}
    )


def _register(obis: str) -> str:
    words = {
        "1.8.0": _("Offtake"),
        "1.8.1": _("Offtake, day"),
        "1.8.2": _("Offtake, night"),
        "2.8.0": _("Injection"),
        "2.8.1": _("Injection, day"),
        "2.8.2": _("Injection, night"),
        "7.0.0": _("Gas"),
    }
    return f"{words[obis]} ({obis})" if obis in words else obis


def _index(value: float | Decimal, unit: str) -> str:
    exact = Decimal(str(value))
    return formats.with_unit(formats.number(exact, 0 if exact == exact.to_integral_value() else 3), unit)


def _day(context: Context, name: str) -> date | None:
    return date.fromisoformat(context[name]) if context[name] else None
