"""Asking about a line of the journal, and taking the journal along."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.access.actor import Actor
from portal.access.journal import Line, lines
from portal.audit.operations import record
from portal.cases.models import Case
from portal.cases.operations import open_case
from portal.cases.states import CaseKind
from portal.customers.models import Customer
from portal.documents.model import Confidentiality
from portal.documents.sheets import Cell, Sheet
from portal.pages.journal.queries import Choice, bounds, lines_about
from portal.primitives.period import Period, belgian_day
from portal.ui import formats


def ask_about(*, line: Line, words: str, actor: Actor, now: datetime) -> Case:
    """Let the data protection officer look into a line that the resident does not recognise. Asking again about
    the same line gives the question that there is."""
    since, until = bounds(line.day)
    return open_case(
        key=f"line:{line.subject}:{line.key}",
        kind=CaseKind.NOT_RECOGNISED,
        subject=line.subject,
        access_point_id=line.access_point.pk if line.access_point else None,
        organisation=line.group["organisation"],
        person=line.group["actor_id"],
        since=since,
        until=until,
        line=line.key,
        detail={"day": line.day.isoformat()},
        words=words,
        actor=actor,
        now=now,
    )


@transaction.atomic
def export_journal(*, actor: Actor, choice: Choice, now: datetime) -> Sheet:
    """The chosen lines as a table, class C4 (R16). Traced for each customer that the actor is."""
    rows = lines(lines_about(actor, choice), reader=actor.id)
    for customer in Customer.objects.filter(user_id=actor.user_id or 0).order_by("pk"):
        record(
            code="journal_exported",
            at=now,
            **actor.traced,
            subject=str(customer.public_id),
            channel="file",
        )
    return Sheet(
        name=f"journal-{belgian_day(now)}",
        title=_("Who looked"),
        headings=[
            _("Day"), _("Last time"), _("Times"), _("Who"), _("What"), _("Data"), _("Days shown"), _("Connection"),
            _("Legal basis"), _("Reason"),
        ],
        rows=_rows(rows),
        classed=Confidentiality.CONFIDENTIAL,
        about=[(_("Made at"), now.isoformat(timespec="seconds"))],
    )  # fmt: skip


def _rows(found: Iterable[Line]) -> Iterator[Sequence[Cell]]:
    for line in found:
        who = f"{line.who} ({', '.join(map(str, line.roles))})" if line.roles else str(line.who)
        data = " ".join([", ".join(map(str, line.kinds)), str(line.granularity)]).strip()
        home = line.access_point
        yield [
            line.day,
            formats.clock(line.at),
            line.times,
            who,
            ", ".join(str(part) for part in (line.what, line.channel) if part),
            data,
            ", ".join(map(_days, line.periods)),
            f"{home.get_energy_display().capitalize()}, {home.address}" if home else "",
            str(line.basis),
            str(line.purpose),
        ]


def _days(period: Period) -> str:
    first = formats.day(period.start, "numeric")
    if period.last is None:
        return pgettext("period", "from {first}").format(first=first)
    return first if period.last == period.start else f"{first} – {formats.day(period.last, 'numeric')}"
