"""Receipts of the print house: what became of the letters that it collected.

One JSON object a line: `id` of the job ticket, `status` (printed, posted, returned, refused), `at` (ISO 8601 with
offset), and perhaps `reason` (a code) and `cost` in euro, as text: "0.92". The same receipt may come again, late,
or before the one that it follows: a status never moves backwards.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

import orjson
import structlog
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.messaging.delivery import note_cost
from portal.messaging.models import ChannelChoices, Message
from portal.messaging.moves import move
from portal.messaging.signals import letter_posted
from portal.messaging.states import State, may_move
from portal.primitives.errors import InvalidValue

log = structlog.get_logger(__name__)

LINE_LIMIT = 4_096  # bytes

# Printed, a letter has not left yet. No print house knows that one arrived: the post brings back those that did
# not.
_STATES = {
    "printed": State.ACCEPTED,
    "posted": State.SENT,
    "returned": State.UNDELIVERED,
    "refused": State.FAILED,
}
_REASON = re.compile(r"[a-z0-9_]{1,40}")
_COST = re.compile(r"\d{1,4}(\.\d{1,4})?", re.ASCII)

WORDS: dict[str, Promise] = {
    "line_too_long": _("The line is longer than 4 KiB."),
    "not_json": _("The line is not valid JSON."),
    "not_an_object": _("A JSON object is expected here."),
    "missing": _("This field is missing or empty."),
    "unknown_letter": _("No letter has this id."),
    "unknown_status": _("The status is one of printed, posted, returned, refused."),
    "moment": _("A moment is expected here, as 2026-11-24T10:00:00+01:00."),
    "reason": _("A reason is a code of at most 40 small letters, digits and underscores."),
    "cost": _("A cost is expected in euro, as text: “0.92”."),
}


class NoReceipt(InvalidValue):
    """The line is no receipt. `code` is a key of `WORDS`, `field` the part of the line."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.field = field


@dataclass(frozen=True, slots=True)
class Fault:
    """A line, counted from 1, that is no receipt."""

    line: int
    code: str
    field: str


@dataclass(slots=True)
class Told:
    """What some lines told: receipts that changed something, others, and lines that are none."""

    recorded: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Receipt:
    letter: uuid.UUID
    state: State
    at: datetime
    reason: str
    cost: Decimal | None


def import_receipts(stream: BinaryIO, *, now: datetime) -> Told:
    """Record each line of `stream` in a transaction of its own; one that is no receipt stops no other."""
    told = Told()
    for number, line in _lines(stream):
        try:
            changed = record_receipt(read_receipt(line), now=now)
        except NoReceipt as fault:
            told.faults.append(Fault(number, fault.code, fault.field))
        else:
            told.recorded += changed
            told.unchanged += not changed
    return told


def read_receipt(line: bytes) -> Receipt:
    """The receipt that a line says. Raises `NoReceipt`."""
    if len(line) > LINE_LIMIT:
        raise NoReceipt("line_too_long")
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise NoReceipt("not_json") from error
    if not isinstance(content, dict):
        raise NoReceipt("not_an_object")
    for name in ("id", "status", "at"):
        if not content.get(name):
            raise NoReceipt("missing", name)
    status, reason, cost = content["status"], content.get("reason") or "", content.get("cost")
    if not isinstance(status, str) or status not in _STATES:
        raise NoReceipt("unknown_status", "status")
    if not isinstance(reason, str) or (reason and not _REASON.fullmatch(reason)):
        raise NoReceipt("reason", "reason")
    return Receipt(_id(content["id"]), _STATES[status], _moment(content["at"]), reason, _cost(cost))


@transaction.atomic
def record_receipt(receipt: Receipt, *, now: datetime) -> bool:
    """Move the letter's state, and keep its cost. Returns whether anything changed; raises `NoReceipt`."""
    letters = Message.objects.select_for_update().filter(channel=ChannelChoices.LETTER)
    message = letters.filter(public_id=receipt.letter).first()
    if message is None:
        raise NoReceipt("unknown_letter", "id")
    costs = receipt.cost is not None and receipt.cost != message.cost
    if costs:
        note_cost(message.pk, receipt.cost, "EUR")
    moves = may_move(State(message.state), receipt.state)
    if moves:
        at = min(max(receipt.at, message.created_at), now)
        if not message.provider_id:  # its worker was lost between the hand-over and writing that down
            Message.objects.filter(pk=message.pk).update(provider_id=str(message.public_id))
        move(message.pk, receipt.state, now=at, reason=receipt.reason, not_before=None)
        log.info("messaging.receipt", message_id=message.pk, status=receipt.state.value)
        if receipt.state is State.SENT:
            letter_posted.send(sender=Message, key=message.key, now=now)
    return costs or moves


def _id(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise NoReceipt("unknown_letter", "id") from error


def _moment(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise NoReceipt("moment", "at") from error
    if at.tzinfo is None:
        raise NoReceipt("moment", "at")
    return at


def _cost(value: Any) -> Decimal | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _COST.fullmatch(value):
        raise NoReceipt("cost", "cost")
    return Decimal(value)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, counted from 1; of one beyond the limit its beginning, enough to refuse it."""
    number = 0
    while line := stream.readline(LINE_LIMIT + 2):
        number += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LINE_LIMIT + 2)
        if line.strip():
            yield number, line.rstrip(b"\r\n")
