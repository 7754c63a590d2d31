"""The proof that no fault loses a message, and that none doubles a letter. Prints counts.

Real workers are killed at each step of a delivery; the provider fails in each way; Redis is emptied and away;
PostgreSQL crashes; callbacks come in any order.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from celery import current_app
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from portal.messaging.callbacks import record_status
from portal.messaging.models import Message, MessageAttempt
from portal.messaging.operations import Recipient, enqueue
from portal.messaging.standin.provider import Behaviour, Provider
from portal.messaging.states import AT_PROVIDER, FINAL, State
from portal.primitives.postal import PostalAddress
from tests.portal.messaging import test_worker
from tests.portal.messaging.conftest import TEMPLATES
from tests.portal.messaging.test_worker import Start, kill, until

start, own_redis = test_worker.start, test_worker.own_redis
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]

PER_POINT = 50
SMS_POINTS = ("claimed", "begun", "answered", "recording", "recorded")
LETTER_POINTS = ("claimed", "begun", "written", "linked", "in_ready", "answered", "recording")
WORKER = (
    "worker",
    "--concurrency",
    "8",
    "--without-gossip",
    "--without-mingle",
    "--loglevel",
    "critical",
    "--beat",
)
RECOVERED = 120  # seconds

# A worker that kills its own process, once for each message, at the step that the plan names.
MORTAL = f"""
import json, os, signal, sys
from pathlib import Path
from django.conf import settings
settings.TEMPLATES[0]["DIRS"] = [{str(TEMPLATES)!r}]
settings.LETTER_SPOOL = os.environ["SPOOL"]
from portal.config.celery import app
app.loader.import_default_modules()
from portal.messaging import delivery, spool
plan, marks, now_at = json.loads(Path(os.environ["PLAN"]).read_text()), Path(os.environ["MARKS"]), {{}}

def here(point):
    mark = marks / str(now_at.get("message"))
    if plan.get(mark.name) == point and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)

def wrapped(module, name, before="", after=""):
    inner = getattr(module, name)
    def outer(*arguments, **named):
        if before: here(before)
        result = inner(*arguments, **named)
        if after: here(after)
        return result
    setattr(module, name, outer)

send, sync, steps = delivery._send, spool._sync, {{1: "written", 2: "linked", 3: "in_ready"}}
def _send(message_id, *rest):
    now_at.update(message=message_id, syncs=0)
    send(message_id, *rest)
def _sync(folder):
    sync(folder)
    now_at["syncs"] += 1
    here(steps.get(now_at["syncs"], ""))
delivery._send, spool._sync = _send, _sync
wrapped(delivery, "claim", after="claimed")
wrapped(delivery, "begin", after="begun")
wrapped(delivery, "_taken", before="recording")
wrapped(delivery, "_record", before="answered", after="recorded")
app.start(sys.argv[1:])
"""


@pytest.fixture
def spool(settings: Any, tmp_path: Path) -> Path:
    settings.LETTER_SPOOL = str(tmp_path / "spool")
    return tmp_path / "spool"


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[str], None]]:
    """Print a line of the proof."""

    def tell_one(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", end="", flush=True)  # noqa: T201

    yield tell_one


def put_sms(count: int, *, first: int = 0) -> list[Message]:
    """SMS to as many different numbers."""
    for number in range(first, first + count):
        enqueue(
            template="proof_code.sms",
            to=Recipient(language="fr", mobile=f"+3247{number:07d}"),
            context={"code": f"{number:06d}", "urgent": False},
            key=f"proof:{number}",
            now=timezone.now(),
        )
    return list(Message.objects.filter(channel="sms").order_by("pk"))


def put_letters(count: int) -> list[Message]:
    for number in range(count):
        enqueue(
            template="ean.letter",
            to=Recipient(
                language="nl", address=PostalAddress(f"Bewoner {number}", "Rue de Fer 1", "5000", "Namur")
            ),
            context={
                "dated": "2026-11-24",
                "reference": f"{number:08d}",
                "number": "078 00 00 01",
                "rows": [{"address": "Rue de Fer 1, 5000 Namur", "energy": "gas", "ean": "541449020700004818"}],
            },
            key=f"proof:letter:{number}",
            now=timezone.now(),
        )
    return list(Message.objects.filter(channel="letter").order_by("pk"))


def unfinished() -> int:
    """Messages that did not reach the provider or the print house, as far as the outbox knows."""
    return Message.objects.exclude(state__in=[*AT_PROVIDER, *FINAL]).count()


def doubled_sms(provider: Provider) -> int:
    return sum(times - 1 for times in Counter(sms.to for sms in provider.find()).values())


def test_workers_killed_at_each_step_lose_nothing_and_double_no_letter(
    start: Start, twilio: Provider, spool: Path, tmp_path: Path, monkeypatch: Any, tell: Callable[[str], None]
) -> None:
    current_app.control.purge()
    sms = put_sms(len(SMS_POINTS) * PER_POINT)
    letters = put_letters(len(LETTER_POINTS) * PER_POINT)
    plan = {str(message.pk): SMS_POINTS[n % len(SMS_POINTS)] for n, message in enumerate(sms)}
    plan |= {str(message.pk): LETTER_POINTS[n % len(LETTER_POINTS)] for n, message in enumerate(letters)}
    marks = tmp_path / "marks"
    marks.mkdir()
    (tmp_path / "plan.json").write_bytes(orjson.dumps(plan))
    monkeypatch.setattr(test_worker, "PROGRAM", MORTAL)
    more = {"PLAN": str(tmp_path / "plan.json"), "MARKS": str(marks), "SPOOL": str(spool)}
    start(*WORKER, "--schedule", "beat", **more)
    until(lambda: len(list(marks.iterdir())) == len(plan), 600)
    last_kill = time.monotonic()
    until(lambda: unfinished() == 0, RECOVERED)
    recovered = time.monotonic() - last_kill
    points = Counter(plan[mark.name] for mark in marks.iterdir())
    tickets = [path.stem for path in (spool / "ready").glob("*.json")]
    pdfs = [path.stem for path in (spool / "ready").glob("*.pdf")]
    reached = {one.to for one in twilio.find()}
    lost = len(sms) - len(reached) + len(letters) - len(set(tickets))
    tell(f"killed -9 at {dict(points)}: {len(sms)} SMS, {len(letters)} letters")
    tell(f"lost {lost}, SMS doubled {doubled_sms(twilio)}, letters doubled {len(tickets) - len(set(tickets))}, ")
    tell(f"all done {recovered:.0f} s after the last kill")
    assert lost == 0
    assert doubled_sms(twilio) == 0
    assert sorted(tickets) == sorted(pdfs) == sorted(str(letter.public_id) for letter in letters)
    assert set(Message.objects.values_list("state", flat=True)) <= {*AT_PROVIDER, *FINAL} - {State.FAILED}


FAILING = (
    Behaviour.TOO_MANY,
    Behaviour.ERROR,
    Behaviour.BUSY,
    Behaviour.RESET,
    Behaviour.GARBAGE,
    Behaviour.LOSE_ANSWER,
    Behaviour.LOSE_ALL,
)


def test_a_provider_that_fails_in_each_way_loses_and_doubles_nothing(
    start: Start, twilio: Provider, tell: Callable[[str], None]
) -> None:
    current_app.control.purge()
    twilio.creates.extend([*FAILING * 10, Behaviour.HANG, Behaviour.LOSE_ANSWER_SLOWLY])
    sms = put_sms(100)
    start(*WORKER, "--schedule", "beat")
    began = time.monotonic()
    until(lambda: not twilio.creates, 120)
    until(lambda: unfinished() == 0, 2 * RECOVERED)
    lost = len(sms) - len({one.to for one in twilio.find()})
    failures = {behaviour.value: 10 for behaviour in FAILING} | {"30 s of silence": 2}
    tell(f"provider fails {failures} of {len(sms)} SMS: lost {lost}, doubled {doubled_sms(twilio)},")
    tell(f"all done after {time.monotonic() - began:.0f} s")
    assert lost == 0
    assert doubled_sms(twilio) == 0


@pytest.mark.usefixtures("web")
def test_callbacks_doubled_reversed_early_and_three_days_late_end_in_the_same_state(
    start: Start, twilio: Provider, settings: Any, tell: Callable[[str], None]
) -> None:
    current_app.control.purge()
    kinds = (Behaviour.CALLBACKS_TWICE, Behaviour.CALLBACKS_REVERSED, Behaviour.CALLBACKS_FIRST)
    twilio.creates.extend([*kinds * 20, *[Behaviour.NO_CALLBACKS] * 20])
    put_sms(80)
    start(*WORKER, "--schedule", "beat", BASE_URL=settings.BASE_URL)
    until(lambda: unfinished() == 0 and not twilio.creates, 60)
    twilio.settle()
    until(lambda: Message.objects.filter(state=State.DELIVERED).count() == 60, 60)
    late = timezone.now() + timedelta(days=3)
    for attempt in MessageAttempt.objects.filter(message__state__in=[*AT_PROVIDER]):
        for _ in range(2):
            record_status(
                attempt_id=attempt.public_id, provider_id=attempt.provider_id, status=State.DELIVERED, now=late
            )
    delivered = Message.objects.filter(state=State.DELIVERED).count()
    tell(f"callbacks doubled, reversed, before the answer, three days late: {delivered} of 80 delivered,")
    tell(f"doubled {doubled_sms(twilio)}")
    assert delivered == 80
    assert doubled_sms(twilio) == 0


def test_redis_emptied_and_away_for_a_minute_loses_nothing(
    start: Start, twilio: Provider, own_redis: Any, spool: Path, monkeypatch: Any, tell: Callable[[str], None]
) -> None:
    redis = own_redis()
    program = test_worker.PROGRAM.replace(
        "from portal.config.celery", f"settings.LETTER_SPOOL = {str(spool)!r}\nfrom portal.config.celery"
    )
    monkeypatch.setattr(test_worker, "PROGRAM", program)
    start(*WORKER, "--schedule", "beat", REDIS_URL=own_redis.url)
    put_sms(50)
    kill(redis)  # without a dump: what was queued in it is gone
    put_sms(50, first=50)
    letters = put_letters(50)
    time.sleep(60)
    own_redis()
    back = time.monotonic()
    until(lambda: unfinished() == 0, RECOVERED)
    took = time.monotonic() - back
    tickets = list((spool / "ready").glob("*.json"))
    lost = 100 - len({one.to for one in twilio.find()}) + len(letters) - len(tickets)
    tell(f"Redis emptied and away for 60 s: 100 SMS, 50 letters: lost {lost}, doubled {doubled_sms(twilio)},")
    tell(f"all done {took:.0f} s after it came back")
    assert lost == 0
    assert doubled_sms(twilio) == 0


def test_postgresql_crashing_under_the_workers_loses_nothing(
    start: Start, twilio: Provider, spool: Path, monkeypatch: Any, tell: Callable[[str], None]
) -> None:
    current_app.control.purge()
    program = test_worker.PROGRAM.replace(
        "from portal.config.celery", f"settings.LETTER_SPOOL = {str(spool)!r}\nfrom portal.config.celery"
    )
    monkeypatch.setattr(test_worker, "PROGRAM", program)
    sms, letters = put_sms(150), put_letters(100)
    start(*WORKER, "--schedule", "beat")
    until(lambda: unfinished() < 220, 90)
    _crash_the_database()
    crashed = time.monotonic()
    until(lambda: unfinished() == 0, RECOVERED)
    took = time.monotonic() - crashed
    tickets = list((spool / "ready").glob("*.json"))
    lost = len(sms) - len({one.to for one in twilio.find()}) + len(letters) - len(tickets)
    tell(f"PostgreSQL crashed under {len(sms)} SMS, {len(letters)} letters: lost {lost}, ")
    tell(f"SMS doubled {doubled_sms(twilio)}, all done {took:.0f} s later")
    assert lost == 0
    assert doubled_sms(twilio) == 0


def _crash_the_database() -> None:
    """Kill one of its processes: PostgreSQL then ends all others, and recovers from its journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    os.kill(backend, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while True:
        connections.close_all()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError as error:
            assert time.monotonic() < deadline, error
            time.sleep(0.5)
        else:
            return
