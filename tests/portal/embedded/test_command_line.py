"""``python -m portal.embedded``: what a person or a Makefile sees of it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from portal.embedded.folder import Folder
from portal.embedded.pair import PROJECT
from tests.portal.embedded.conftest import processes_at

TELL = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.fixture(autouse=True)
def no_servers_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests themselves run with given servers; here nothing is given."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_APP_ROLE", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "portal.embedded", *arguments],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(*arguments: str) -> tuple[int, str]:
    process = start(*arguments)
    output, _ = process.communicate(timeout=120)
    return process.returncode, output


def test_the_command_gets_three_addresses(place: Path) -> None:
    code, output = finish("run", "--data", str(place), "--", sys.executable, "-c", TELL)

    environment = json.loads(output)
    assert code == 0
    assert environment["DATABASE_URL"].startswith("postgresql://raccord:")
    assert environment["DATABASE_OWNER_URL"].startswith("postgresql://raccord_owner:")
    assert environment["DATABASE_APP_ROLE"] == "raccord"
    assert environment["REDIS_URL"].startswith("redis://")


def test_given_servers_are_used_and_none_is_started(fresh_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://given")
    monkeypatch.setenv("REDIS_URL", "redis://given")

    _, output = finish("run", "--data", str(fresh_place), "--", sys.executable, "-c", TELL)

    environment = json.loads(output)
    assert environment["DATABASE_URL"] == "postgresql://given"
    assert environment["REDIS_URL"] == "redis://given"
    assert "DATABASE_OWNER_URL" not in environment
    assert not fresh_place.exists()


def test_a_given_database_is_kept_beside_a_redis_that_is_started(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://given")

    _, output = finish("run", "--data", str(place), "--", sys.executable, "-c", TELL)

    environment = json.loads(output)
    assert environment["DATABASE_URL"] == "postgresql://given"
    assert "DATABASE_OWNER_URL" not in environment
    assert environment["REDIS_URL"].startswith("redis://:")


def test_the_exit_code_of_the_command_is_returned(place: Path) -> None:
    code, _ = finish("run", "--data", str(place), "--", sys.executable, "-c", "raise SystemExit(7)")

    assert code == 7
    assert processes_at(place) == []


def test_a_command_that_does_not_exist_is_said_to_be_missing(place: Path) -> None:
    code, _ = finish("run", "--data", str(place), "--", "no-such-command")

    assert code == 127
    assert processes_at(place) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_and_then_the_servers(place: Path, number: signal.Signals) -> None:
    waits = "import sys, time; print('up', flush=True); time.sleep(60)"
    process = start("run", "--data", str(place), "--", sys.executable, "-c", waits)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"

    process.send_signal(number)

    assert process.wait(60) in (128 + number, 1, 130)
    assert processes_at(place) == []


@pytest.mark.prove
def test_a_command_outlives_a_killed_runner_with_its_servers(place: Path) -> None:
    waits = "import os; print(os.getpid(), os.environ['DATABASE_URL'], flush=True); input()"
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "portal.embedded", "run", "--data", str(place), "--", sys.executable, "-c", waits],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    pid, url = process.stdout.readline().split()
    process.kill()
    process.wait()
    time.sleep(2)  # time enough for the keeper to make a mistake

    psycopg.connect(url).close()

    os.kill(int(pid), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while processes_at(place):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert not psutil.pid_exists(int(pid)) or psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE


def test_status_tells_whether_the_servers_run(place: Path) -> None:
    assert finish("status", "--data", str(place)) == (3, "not running\n")
    waits = "import sys; print('up', flush=True); sys.stdin.read()"
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "portal.embedded", "run", "--data", str(place), "--", sys.executable, "-c", waits],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()

    code, output = finish("status", "--data", str(place))
    assert code == 0
    assert "PostgreSQL on port" in output

    process.communicate()
    assert process.returncode == 0


def test_stop_says_what_it_did(place: Path) -> None:
    assert finish("stop", "--data", str(place)) == (0, "was not running\n")


@pytest.mark.prove
def test_remove_leaves_nothing(fresh_place: Path) -> None:
    fresh_place.mkdir(mode=0o700)
    assert finish("run", "--data", str(fresh_place), "--", sys.executable, "-c", "")[0] == 0
    elsewhere = Folder(fresh_place).servers

    assert finish("remove", "--data", str(fresh_place)) == (0, "")

    assert not fresh_place.exists()
    assert not elsewhere.exists()
