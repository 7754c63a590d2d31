"""Lists of EANs that an organisation sends in: an outcome for each line, whatever is wrong with it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from mandates.models import RequestLine, RequestList
from mandates.operations.asking import (
    AT_MOST,
    REFERENCE_LENGTH,
    Outcome,
    UnableToAsk,
    Wish,
    lock,
    request_in_bulk,
)
from mandates.terms import Terms, end_after
from portal.access.actor import Actor
from portal.access.kinds import Granularity
from portal.accounts.models import Organisation
from portal.primitives import lists

_NAMES: Mapping[str, set[str]] = {
    "ean": {"ean", "ean number", "numero ean", "n ean", "code ean", "ean nummer", "access point"},
    "reference": {"reference", "referentie", "referenz", "ref", "votre reference", "uw referentie"},
    "granularity": {"detail", "granularity", "granularite", "granulariteit", "detailgrad"},
    "data_start": {"data from", "donnees du", "donnees depuis", "gegevens vanaf", "daten ab", "from", "du", "van"},
    "data_last": {"data to", "data up to", "donnees au", "donnees jusqu au", "gegevens tot", "daten bis"},
    "ends_on": {"until", "last day", "jusqu au", "dernier jour", "laatste dag", "letzter tag", "ends on"},
}
_DETAILS: Mapping[Granularity, set[str]] = {
    Granularity.YEAR: {"year", "annee", "an", "jaar", "jahr"},
    Granularity.MONTH: {"month", "mois", "maand", "monat"},
    Granularity.DAY: {"day", "jour", "dag", "tag"},
    Granularity.INTERVAL: {
        "interval",
        "quarter hour",
        "quart d heure",
        "quart heure",
        "kwartier",
        "viertelstunde",
    },
}
_STEP = {called: step for step, names in _DETAILS.items() for called in names}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, and what it wishes; `code` tells why it wishes nothing that can be read."""

    number: int
    ean: str
    reference: str
    wish: Wish | None
    code: str = ""


def ask_for_list(
    *, holder: Organisation, actor: Actor, text: str, terms: Terms, token: uuid.UUID, now: datetime
) -> RequestList:
    """Read the text and ask for each line that can be asked for, each a request of its own. Columns: the EAN,
    and if wanted reference, detail, first and last day of the data, last day of the mandate; what a line leaves
    out is as in `terms`. The same `token` again gives the same list.

    Raises `UnableToAsk`: "empty", or "too_many" for more than 5,000 lines.
    """
    lines = read(text, terms)
    if not lines:
        raise UnableToAsk("empty")
    if len(lines) > AT_MOST:
        raise UnableToAsk("too_many")
    with transaction.atomic():
        lock(holder)
        if former := RequestList.objects.filter(token=token, holder=holder).first():
            return former
        made = RequestList.objects.create(holder=holder, asked_by=actor.id, token=token, created_at=now)
        wishes = [line.wish for line in lines if line.wish is not None]
        outcomes = iter(request_in_bulk(holder=holder, actor=actor, wishes=wishes, now=now))
        _store(made, [(line, next(outcomes) if line.wish else Outcome(line.code)) for line in lines])
    return made


def read(text: str, terms: Terms) -> list[Line]:
    """The lines that are not empty. Without a first line that names columns: the EAN, then the reference."""
    rows = lists.rows(text)
    named = lists.columns(rows[0][1], _NAMES) if rows else []
    header = named if "ean" in named else None
    columns = header or ["ean", "reference"]
    return [_line(number, cells, columns, terms) for number, cells in (rows[1:] if header else rows)]


def _line(number: int, cells: Sequence[str], columns: Sequence[str], terms: Terms) -> Line:
    values = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    ean, reference = values.get("ean", ""), values.get("reference", "")
    line = Line(number, ean[:40], reference[:REFERENCE_LENGTH], None)
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        return replace(line, code="columns")
    if values.get("granularity") and _word(values["granularity"]) not in _STEP:
        return replace(line, code="detail")
    days = {name: _day(values[name]) for name in ("data_start", "data_last", "ends_on") if values.get(name)}
    if None in days.values():
        return replace(line, code="day")
    told = Terms(
        kinds=terms.kinds,
        granularity=_STEP.get(_word(values.get("granularity", "")), terms.granularity),
        data_start=days.get("data_start") or terms.data_start,
        data_end=end_after(days.get("data_last")) or terms.data_end,
        ends_on=days.get("ends_on") or terms.ends_on,
        purpose=terms.purpose,
    )
    return replace(line, wish=Wish((ean,), told, reference))


def _word(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in lists.bare(text)).split())


def _day(text: str) -> date | None:
    """A day as people and spreadsheets write it; None for what is none."""
    parts = text.replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year, month, day = parts if len(parts[0]) == 4 else reversed(parts)
    try:
        return date(int(year), int(month), int(day)) if len(year) == 4 else None
    except ValueError:
        return None


def _store(made: RequestList, outcomes: Sequence[tuple[Line, Outcome]]) -> None:
    RequestLine.objects.bulk_create(
        (
            RequestLine(
                list=made,
                number=line.number,
                ean=line.ean,
                reference=line.reference,
                code=outcome.code,
                mandate=outcome.mandate,
            )
            for line, outcome in outcomes
        ),
        batch_size=1000,
    )
