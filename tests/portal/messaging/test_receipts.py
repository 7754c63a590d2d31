"""What the print house tells of letters, by file and by webhook."""

import io
import itertools
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from standardwebhooks import Webhook

from portal.messaging.models import ChannelChoices, Message
from portal.messaging.receipts import LINE_LIMIT, import_receipts
from portal.messaging.states import State

pytestmark = pytest.mark.django_db

AT = "2026-11-24T10:00:00+01:00"
NOBODY = "00000000-0000-4000-8000-000000000000"


def a_letter(state: State = State.ACCEPTED, channel: str = ChannelChoices.LETTER) -> Message:
    now = timezone.now()
    message = Message(
        key=str(uuid.uuid4()), template="x.letter", channel=channel, language="fr",
        postal=["A", "B 1", "5000 Namur"], state=state, expires_at=now, created_at=now, changed_at=now,
    )  # fmt: skip
    message.save()
    return message


def line(message: Message, status: str, **more: Any) -> bytes:
    return orjson.dumps({"id": str(message.public_id), "status": status, "at": AT, **more}) + b"\n"


def take(*lines: bytes) -> Any:
    return import_receipts(io.BytesIO(b"".join(lines)), now=timezone.now())


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("printed", State.ACCEPTED),
        ("posted", State.SENT),
        ("returned", State.UNDELIVERED),
        ("refused", State.FAILED),
    ],
)
def test_each_status_moves_the_letter(status: str, state: State) -> None:
    letter = a_letter()
    take(line(letter, status, reason="moved_away", cost="0.92"))
    letter.refresh_from_db()
    assert letter.state == state and (letter.cost, letter.currency) == (Decimal("0.92"), "EUR")


@pytest.mark.parametrize("order", list(itertools.permutations(["printed", "posted", "returned"])))
def test_receipts_in_any_order_and_twice_end_in_the_same_state(order: tuple[str, ...]) -> None:
    letter = a_letter()
    take(*(line(letter, status) for status in (*order, *order)))
    letter.refresh_from_db()
    assert letter.state == State.UNDELIVERED


def test_a_receipt_that_is_quicker_than_its_worker_counts() -> None:
    letter = a_letter(State.QUEUED)
    told = take(line(letter, "printed"))
    letter.refresh_from_db()
    assert told.recorded == 1 and letter.state == State.ACCEPTED and letter.provider_id == str(letter.public_id)


@pytest.mark.parametrize(
    ("bad", "code", "field"),
    [
        (b"{", "not_json", ""),
        (b"[]", "not_an_object", ""),
        (b"x" * (LINE_LIMIT + 5_000), "line_too_long", ""),
        (orjson.dumps({"status": "posted", "at": AT}), "missing", "id"),
        (orjson.dumps({"id": "7", "status": "posted", "at": AT}), "unknown_letter", "id"),
        (orjson.dumps({"id": 7, "status": "posted", "at": AT}), "unknown_letter", "id"),
        (orjson.dumps({"id": NOBODY, "status": "posted", "at": AT}), "unknown_letter", "id"),
        (orjson.dumps({"id": NOBODY, "status": "burnt", "at": AT}), "unknown_status", "status"),
        (orjson.dumps({"id": NOBODY, "status": ["posted"], "at": AT}), "unknown_status", "status"),
        (orjson.dumps({"id": NOBODY, "status": "posted", "at": "today"}), "moment", "at"),
        (orjson.dumps({"id": NOBODY, "status": "posted", "at": "2026-11-24T10:00"}), "moment", "at"),
        (orjson.dumps({"id": NOBODY, "status": "posted", "at": AT, "cost": "-1"}), "cost", "cost"),
        (orjson.dumps({"id": NOBODY, "status": "posted", "at": AT, "cost": 0.9}), "cost", "cost"),
        (
            orjson.dumps({"id": NOBODY, "status": "posted", "at": AT, "reason": "Ré!"}),
            "reason",
            "reason",
        ),
    ],
)
def test_a_line_that_is_no_receipt_is_told_with_its_number_and_stops_no_other(
    bad: bytes, code: str, field: str
) -> None:
    letter = a_letter()
    told = take(b"\n", bad + b"\n", line(letter, "posted"))
    assert [(fault.line, fault.code, fault.field) for fault in told.faults] == [(2, code, field)]
    assert told.recorded == 1


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_letter_was_not_posted_before_it_was_written_nor_tomorrow(at: str) -> None:
    letter = a_letter()
    assert take(line(letter, "posted", at=at)).recorded == 1
    letter.refresh_from_db()
    assert letter.created_at <= letter.changed_at <= timezone.now()


def test_a_receipt_for_an_sms_is_refused() -> None:
    sms = a_letter(channel=ChannelChoices.SMS)
    assert [fault.code for fault in take(line(sms, "returned")).faults] == ["unknown_letter"]
    sms.refresh_from_db()
    assert sms.state == State.ACCEPTED


def test_the_command_tells_what_it_took_and_what_is_wrong(tmp_path: Path) -> None:
    letter = a_letter()
    path = tmp_path / "receipts.ndjson"
    path.write_bytes(line(letter, "posted") + line(letter, "posted") + b"nonsense\n")
    out, err = StringIO(), StringIO()
    with translation.override("en"):
        call_command("import_print_receipts", str(path), stdout=out, stderr=err)
    assert out.getvalue() == "1 recorded, 1 without effect, 1 rejected\n"
    assert err.getvalue() == "3: The line is not valid JSON.\n"
    with pytest.raises(CommandError):
        call_command("import_print_receipts", str(tmp_path / "none"))


def signed(body: bytes, settings: Any, *, at: datetime | None = None) -> dict[str, str]:
    moment = at or datetime.now(UTC)
    signature = Webhook(settings.PRINT_RECEIPT_SECRET).sign("m1", moment, body.decode())
    stamp = str(int(moment.timestamp()))
    return {"webhook-id": "m1", "webhook-timestamp": stamp, "webhook-signature": signature}


def post(client: Client, body: bytes, headers: dict[str, str]) -> Any:
    return client.post("/webhooks/print-receipts/", body, content_type="application/x-ndjson", headers=headers)


def test_the_print_house_tells_by_a_signed_webhook(client: Client, settings: Any) -> None:
    letter = a_letter()
    body = line(letter, "posted") + b"nonsense\n"
    answer = post(client, body, signed(body, settings))
    assert answer.status_code == 200
    rejected = [{"line": 2, "code": "not_json", "field": ""}]
    assert answer.json() == {"recorded": 1, "unchanged": 0, "rejected": rejected}
    letter.refresh_from_db()
    assert letter.state == State.SENT


@pytest.mark.parametrize("fault", ["none", "other body", "old", "no base64", "no comma", "no secret", "bad bytes"])
def test_a_webhook_that_the_print_house_did_not_sign_changes_nothing(
    client: Client, settings: Any, fault: str
) -> None:
    letter = a_letter()
    body = line(letter, "refused")
    headers = signed(body, settings, at=datetime(2026, 1, 1, tzinfo=UTC) if fault == "old" else None)
    match fault:
        case "none":
            headers = {}
        case "other body":
            body = line(letter, "returned")
        case "no base64":
            headers["webhook-signature"] = "v1,é"
        case "no comma":
            headers["webhook-signature"] = "v1"
        case "no secret":
            settings.PRINT_RECEIPT_SECRET = ""
        case "bad bytes":
            body = b"\xff\xfe"
    assert post(client, body, headers).status_code == 403
    letter.refresh_from_db()
    assert letter.state == State.ACCEPTED
