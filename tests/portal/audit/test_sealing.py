import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from portal.audit.merkle import root
from portal.audit.models import Event, Seal
from portal.audit.operations import record
from portal.audit.sealing import findings, seal

from .conftest import seal_all

pytestmark = pytest.mark.django_db(transaction=True)


def write(count: int, **columns) -> None:
    """Write so many events in one transaction: a seal takes all of them or none."""
    with transaction.atomic():
        for _ in range(count):
            record(code="disclosure", at=timezone.now(), actor_kind="resident", subject="s", **columns)


def found() -> list[str]:
    return list(findings(now=timezone.now()))


def behind_the_triggers(sql: str, *parameters: object) -> None:
    """Change the trace as somebody with the database administrator's rights could."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("audit_event", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(sql, parameters)
        for table in ("audit_event", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


@pytest.fixture
def three_seals():
    for _ in range(3):
        write(4)
        seal_all()
    assert found() == []


def test_each_event_is_in_exactly_one_seal():
    write(5)
    seal_all()
    write(3)
    seal_all()
    ids = [event for one in Seal.objects.order_by("number") for event in one.events]
    assert sorted(ids) == sorted(Event.objects.values_list("pk", flat=True))
    assert len(ids) == len(set(ids)) == 8
    assert found() == []


def test_nothing_new_makes_no_seal(three_seals):
    assert seal(now=timezone.now()) is None
    assert Seal.objects.count() == 3


def test_an_event_of_an_open_transaction_waits_for_the_next_seal():
    opened, sealed = threading.Event(), threading.Event()

    def slow_request() -> None:
        try:
            with transaction.atomic():
                write(1, reference="slow")
                opened.set()
                sealed.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_request)
    thread.start()
    assert opened.wait(10)
    write(2)  # later than the slow one, committed earlier: must wait for it too
    first = seal(now=timezone.now())
    sealed.set()
    thread.join()
    assert first is None
    seal_all()
    assert sum(len(one.events) for one in Seal.objects.all()) == 3
    assert found() == []


def test_large_backlog_is_sealed_in_parts():
    for _ in range(7):
        write(1)
    seal_all(limit=3)
    sizes = [len(one.events) for one in Seal.objects.all()]
    assert sum(sizes) == 7 and max(sizes) <= 3
    assert found() == []


def test_a_transaction_larger_than_the_limit_makes_one_seal():
    write(5)
    write(1)
    seal_all(limit=3)
    assert [len(one.events) for one in Seal.objects.order_by("number")] == [5, 1]


def test_changed_event_is_named(three_seals):
    event = Event.objects.order_by("pk")[5]
    behind_the_triggers("UPDATE audit_event SET purpose = 'another' WHERE id = %s", event.pk)
    assert found() == [f"event {event.pk} of seal 2 was changed"]


def test_removed_event_is_named(three_seals):
    event = Event.objects.order_by("pk")[5]
    behind_the_triggers("DELETE FROM audit_event WHERE id = %s", event.pk)
    assert found() == [f"event {event.pk} of seal 2 was removed"]


def test_event_inserted_into_the_past_is_named(three_seals):
    past = Event.objects.order_by("pk")[5].transaction
    write(1, reference="forged")
    forged = Event.objects.get(reference="forged")
    behind_the_triggers("UPDATE audit_event SET transaction = %s WHERE id = %s", past, forged.pk)
    assert found() == [f"event {forged.pk} was inserted into seal 2 afterwards"]


def test_changed_event_with_forged_leaves_shows_in_the_seal(three_seals):
    behind_the_triggers("UPDATE audit_seal SET leaves = overlay(leaves placing '\\x00' from 1) WHERE number = 2")
    assert "the leaves of seal 2 were changed" in found()


def test_removed_seal_shows(three_seals):
    behind_the_triggers("DELETE FROM audit_seal WHERE number = 2")
    assert "seals 2 to 2 are missing" in found()


def test_cut_off_end_shows_against_the_anchor(three_seals):
    last = Seal.objects.get(number=3)
    behind_the_triggers("DELETE FROM audit_event WHERE id = ANY(%s)", last.events)
    behind_the_triggers("DELETE FROM audit_seal WHERE number = 3")
    assert found() == ["seal 3 stands in the anchor, but was cut off from the database"]


def test_seal_signed_with_another_key_shows(three_seals, settings):
    settings.SECRET_KEY = "another secret, hence another key in the demo"
    assert all("signed with an unknown key" in finding for finding in found())
    assert len(found()) == 3


def test_anchor_that_missed_seals_catches_up(anchor):
    write(1)
    seal_all()
    whole = anchor.read_bytes()
    write(1)
    seal_all()
    anchor.write_bytes(whole + b'{"seal": 2, "dig')  # the machine stopped in the middle of a line
    write(1)
    seal_all()
    assert [line.split(b",")[0] for line in anchor.read_bytes().splitlines()] == [
        b'{"seal":1',
        b'{"seal":2',
        b'{"seal":3',
    ]
    assert found() == []


def test_event_that_nobody_sealed_shows_after_ten_minutes():
    record(code="disclosure", at=timezone.now() - timedelta(minutes=11), actor_kind="system")
    assert found() == [f"event {Event.objects.get().pk} is older than ten minutes and not sealed"]


def test_command_says_what_it_found_and_fails(three_seals, capsys):
    call_command("verify_audit")
    assert "The trace is whole: 3 seals checked." in capsys.readouterr().out
    behind_the_triggers("UPDATE audit_event SET code = 'x' WHERE id = %s", Event.objects.order_by("pk")[0].pk)
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_audit")
    assert "of seal 1 was changed" in capsys.readouterr().err


def test_merkle_root_is_that_of_rfc_6962():
    from hashlib import sha256

    a, b, c, d, e = (sha256(bytes([i])).digest() for i in range(5))

    def node(x: bytes, y: bytes) -> bytes:
        return sha256(b"\x01" + x + y).digest()

    assert root([]) == sha256(b"").digest()
    assert root([a]) == a
    assert root([a, b, c]) == node(node(a, b), c)
    assert root([a, b, c, d, e]) == node(node(node(a, b), node(c, d)), e)
