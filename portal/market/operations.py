"""Taking in market events (R11)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import orjson
from django.db import connection, transaction
from django.db.models import F

from portal.market.events import LINE_LIMIT, Message, Rejected, read_event
from portal.market.models import ImportRun, MarketEvent, RejectedLine
from portal.market.planning import Plan, by_customer, group_by_move, plan
from portal.market.states import check_move
from portal.market.tables import name_suppliers, settle_access_points, tell_customers
from portal.primitives.errors import RaccordError

_ONE_AT_A_TIME = 0x4D41524B  # key of the advisory lock: imports take turns, chunk by chunk


class LostUpdate(RaccordError):
    """The state of an event changed in between, though imports take turns."""


class Line(NamedTuple):
    """A line of a file, counted from 1. `whole` is false for a last line without its line end."""

    number: int
    raw: bytes
    whole: bool = True


@dataclass(slots=True)
class Received:
    """What became of some lines: new events, events known already, and lines that are no event."""

    events: int = 0
    already_known: int = 0
    rejected: list[RejectedLine] = field(default_factory=list)


def start_run(*, source: str, now: datetime) -> ImportRun:
    """Begin one file, or one request. `source` is its name."""
    return ImportRun.objects.create(source=source[-200:], started_at=now)


def finish_run(*, run: ImportRun, now: datetime) -> None:
    """Note that the run came to its end."""
    ImportRun.objects.filter(pk=run.pk).update(finished_at=now)


@transaction.atomic
def receive(*, run: ImportRun, lines: Sequence[Line], now: datetime) -> Received:
    """Store the events of `lines`, and bring every access point that they concern in line, in one transaction.

    An event that is known already changes nothing. A line that is no event is kept as `RejectedLine` and stops no
    other. Keep `lines` to some thousands: they are worked on in memory.
    """
    received = Received()
    read = _read(run, lines, received)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    messages = _without_known(run, read, received)
    if messages:
        planned = plan(messages)
        _store(run, messages, planned, now)
        _move(planned)
        name_suppliers(messages)
        tell_customers(by_customer(messages, planned), now)
        settle_access_points(planned.projections, now)
    RejectedLine.objects.bulk_create(received.rejected)
    received.events = len(messages)
    ImportRun.objects.filter(pk=run.pk).update(
        lines=F("lines") + len(lines), already_known=F("already_known") + received.already_known
    )
    return received


def _read(run: ImportRun, lines: Sequence[Line], received: Received) -> list[tuple[Line, Message]]:
    read = []
    for line in lines:
        try:
            read.append((line, read_event(line.raw)))
        except Rejected as why:
            code = "truncated" if why.code == "not_json" and not line.whole else why.code
            received.rejected.append(_kept(run, line, code, why.field))
    return read


def _without_known(run: ImportRun, read: Sequence[tuple[Line, Message]], received: Received) -> list[Message]:
    """The events that are new. One with the id of another event and another content is rejected."""
    known = {
        event_id: bytes(digest)
        for event_id, digest in MarketEvent.objects.filter(
            event_id__in=[message.id for _, message in read]
        ).values_list("event_id", "digest")
    }
    new = []
    for line, message in read:
        digest = known.setdefault(message.id, message.digest)
        if digest is message.digest:
            new.append(message)
        elif digest == message.digest:
            received.already_known += 1
        else:
            received.rejected.append(_kept(run, line, "id_reused", "id"))
    received.rejected.sort(key=lambda rejected: rejected.line)
    return new


def _kept(run: ImportRun, line: Line, code: str, part: str) -> RejectedLine:
    return RejectedLine(run=run, line=line.number, reason=code, field=part[:60], raw=line.raw[:LINE_LIMIT])


_STORED = (
    "event_id", "kind", "effective_date", "ean", "customer", "cancels", "payload", "digest", "received_at",
    "run_id", "state", "reason",
)  # fmt: skip


def _store(run: ImportRun, messages: Sequence[Message], planned: Plan, now: datetime) -> None:
    """By COPY: an INSERT of as many rows takes most of the time of an import."""
    table = MarketEvent._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(_STORED)}) FROM STDIN") as copy:
        for message in messages:
            copy.write_row(
                (
                    message.id,
                    message.kind.value,
                    message.day,
                    message.ean,
                    message.customer,
                    message.cancels,
                    orjson.dumps(message.payload).decode(),
                    message.digest,
                    now,
                    run.pk,
                    planned.outcomes[message.id][0].value,
                    planned.outcomes[message.id][1],
                )
            )


def _move(planned: Plan) -> None:
    for (former, (state, reason)), keys in group_by_move(planned).items():
        check_move(former, state)
        if MarketEvent.objects.filter(pk__in=keys, state=former).update(state=state, reason=reason) != len(keys):
            raise LostUpdate
