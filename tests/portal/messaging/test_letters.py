"""A letter on its way through the outbox to the print house."""

import hashlib
import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson
import pikepdf
import pytest
from django.utils import timezone

from portal.documents import registry
from portal.documents.model import Document, Paragraph
from portal.messaging import delivery, spool
from portal.messaging.models import ChannelChoices, Message
from portal.messaging.operations import Recipient, UnableToEnqueue, cancel_bound, enqueue
from portal.messaging.queries import deliveries_of
from portal.messaging.signals import message_ended
from portal.messaging.states import State
from portal.messaging.sweeping import forget
from portal.primitives.postal import PostalAddress

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = PostalAddress("Zoé Müller-Lefèvre", "Rue de Fer 12 / 3", "5000", "Namur")


@pytest.fixture(autouse=True)
def a_document(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    def compose(context: Mapping[str, Any]) -> Document:
        return Document(title="Essai", blocks=(Paragraph(context["text"]),), dated=date(2026, 11, 24))

    monkeypatch.setitem(registry._composers, "proof", compose)
    settings.LETTER_SPOOL = str(tmp_path)


def send(key: str = "k", **changes: Any) -> Message:
    wanted: dict[str, Any] = {
        "template": "proof.letter",
        "to": Recipient("fr", address=ADDRESS),
        "context": {"text": "Bonjour."},
        "key": key,
        "now": timezone.now(),
    }
    enqueue(**wanted | changes)
    return Message.objects.get(key=key)


def tickets(folder: Path) -> list[dict[str, Any]]:
    return [orjson.loads(path.read_bytes()) for path in (folder / "ready").glob("*.json")]


def test_a_letter_goes_to_the_print_house_with_its_job_ticket(tmp_path: Path) -> None:
    message = send()
    delivery.deliver(message.pk, now=timezone.now())
    message.refresh_from_db()
    assert message.state == State.ACCEPTED and message.context == {} and message.not_before is None
    (ticket,) = tickets(tmp_path)
    file = (tmp_path / "ready" / f"{ticket['id']}.pdf").read_bytes()
    assert ticket["id"] == str(message.public_id)
    assert ticket["sha256"] == hashlib.sha256(file).hexdigest()
    assert (ticket["pages"], ticket["class"], ticket["destination"]) == (1, "C3", "5000 Namur")
    with pikepdf.open(io.BytesIO(file)) as opened, opened.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "2" and metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"


def test_a_letter_delivered_twice_is_printed_once(tmp_path: Path) -> None:
    message = send()
    delivery.deliver(message.pk, now=timezone.now())
    Message.objects.update(state=State.QUEUED, context={"text": "Bonjour."}, not_before=timezone.now())
    delivery.deliver(message.pk, now=timezone.now())
    assert len(tickets(tmp_path)) == 1


def test_a_worker_lost_before_the_hand_over_prints_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = send()
    with monkeypatch.context() as patched:

        def die(*_: Any, **__: Any) -> None:
            raise KeyboardInterrupt

        patched.setattr(spool, "hand_over", die)
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver(message.pk, now=timezone.now())
    assert Message.objects.get().state == State.SENDING
    delivery.deliver(message.pk, now=timezone.now() + delivery.LEASE + timedelta(seconds=1))
    message.refresh_from_db()
    assert message.state == State.ACCEPTED and message.attempt_count == 2
    assert len(tickets(tmp_path)) == 1


def test_a_worker_lost_after_the_hand_over_prints_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = send()
    with monkeypatch.context() as patched:

        def die(*_: Any, **__: Any) -> None:
            raise KeyboardInterrupt

        patched.setattr(delivery, "_record", die)
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver(message.pk, now=timezone.now())
    delivery.deliver(message.pk, now=timezone.now() + delivery.LEASE + timedelta(seconds=1))
    message.refresh_from_db()
    assert message.state == State.ACCEPTED and message.attempt_count == 1
    assert len(tickets(tmp_path)) == 1


def test_a_spool_that_cannot_be_written_lets_the_letter_wait(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings.LETTER_SPOOL = str(tmp_path / "file")
    message = send()
    delivery.deliver(message.pk, now=timezone.now())
    message.refresh_from_db()
    assert message.state == State.QUEUED and message.reason == "retry_spool_ENOTDIR"
    assert message.not_before is not None and message.not_before > timezone.now()


def test_a_cancelled_letter_is_not_printed_and_its_room_hears_of_it(tmp_path: Path) -> None:
    heard: list[tuple[str, str, State]] = []

    def listen(sender: object, key: str, template: str, state: State, **_: object) -> None:
        heard.append((key, template, state))

    message_ended.connect(listen)
    message = send(bound_to="an occupancy")
    assert cancel_bound(bound_to="an occupancy", now=timezone.now()) == 1
    delivery.deliver(message.pk, now=timezone.now())
    message_ended.disconnect(listen)
    assert tickets(tmp_path) == []
    assert heard == [("k", "proof.letter", State.CANCELLED)]
    found = deliveries_of(["k"]).get("k")
    assert found is not None and found.state == State.CANCELLED and found.channel == ChannelChoices.LETTER


def test_a_letter_waits_for_thirty_days_and_then_it_is_too_late(settings: Any) -> None:
    message = send()
    assert message.expires_at - message.created_at == timedelta(days=30)
    delivery.deliver(message.pk, now=timezone.now() + timedelta(days=31))
    assert Message.objects.get().state == State.EXPIRED


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": Recipient("fr", mobile="+32470123456")},
        {"context": {}},
        {"template": "nobody.letter"},
    ],
)
def test_a_letter_that_could_never_be_printed_is_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnableToEnqueue):
        send(**wrong)
    assert not Message.objects.exists()


def test_the_address_of_a_letter_is_forgotten_like_the_others() -> None:
    message = send()
    assert message.postal == ["Zoé Müller-Lefèvre", "Rue de Fer 12 / 3", "5000 Namur"]
    delivery.deliver(message.pk, now=timezone.now())
    assert forget(now=timezone.now() + timedelta(days=31)) == 1
    message.refresh_from_db()
    assert message.postal == []
