"""PostgreSQL and Redis out of their wheels: started, shared, killed, revived, stopped."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from portal.embedded import pair
from portal.embedded.errors import EmbeddedError
from portal.embedded.folder import Folder
from tests.portal.embedded.conftest import processes_at

PATIENCE = 30.0


def rows(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept ORDER BY word")]


def keep_a_word(held: pair.Pair, word: str) -> None:
    with psycopg.connect(held.database_owner_url) as connection:
        connection.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])
    with closing(Redis.from_url(held.redis_url)) as client:
        client.set("word", word)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(psutil.pid_exists(pid) and _lives(pid) for pid in pids))


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def postmaster(place: Path) -> int:
    return int((Folder(place).servers / "postgres" / "postmaster.pid").read_text().split()[0])


def redis_server(held: pair.Pair) -> int:
    with closing(Redis.from_url(held.redis_url)) as client:
        return int(client.info("server")["process_id"])  # type: ignore[index]


@pytest.mark.prove
def test_data_are_kept_in_a_folder_with_a_long_path_and_spaces(fresh_place: Path) -> None:
    far = fresh_place / ("a folder whose name goes on and on " * 4).strip() / ("and another one " * 9).strip()
    with pair.hold(far) as held:
        keep_a_word(held, "first")

    with pair.hold(far) as held:
        assert rows(held.database_url) == ["first"]
        with closing(Redis.from_url(held.redis_url)) as client:
            assert client.get("word") == b"first"


def test_nothing_is_left_running_when_the_last_holder_lets_go(place: Path) -> None:
    with pair.hold(place):
        assert processes_at(place)

    assert processes_at(place) == []
    assert pair.find(place) is None


def test_a_second_start_attaches_and_either_may_leave_first(place: Path) -> None:
    first = pair.acquire(place)
    second = pair.acquire(place)
    assert second.database_url == first.database_url
    assert second.redis_url == first.redis_url

    pair.release(first)
    keep_a_word(second, "still here")
    assert rows(second.database_url) == ["still here"]

    pair.release(second)
    assert processes_at(place) == []


@pytest.mark.prove
def test_after_everything_was_killed_the_next_start_finds_its_data(place: Path) -> None:
    held = pair.acquire(place)
    keep_a_word(held, "survivor")
    kill(held.state.keeper, postmaster(place), redis_server(held))
    held.holders.close()

    with pair.hold(place) as again:
        assert rows(again.database_url) == ["survivor"]
        keep_a_word(again, "writes too")


@pytest.mark.prove
def test_servers_whose_keeper_was_killed_are_taken_over_at_their_address(place: Path) -> None:
    orphaned = pair.acquire(place)
    keep_a_word(orphaned, "before")
    kill(orphaned.state.keeper)

    with pair.hold(place) as held:
        assert held.database_url == orphaned.database_url
        assert held.redis_url == orphaned.redis_url
        assert rows(orphaned.database_url) == ["before"]
        pair.release(orphaned)

    assert processes_at(place) == []


@pytest.mark.prove
def test_the_last_holder_stops_the_servers_of_a_killed_keeper(place: Path) -> None:
    held = pair.acquire(place)
    kill(held.state.keeper)

    pair.release(held)

    assert processes_at(place) == []


def test_the_pair_ends_when_its_holder_dies_without_a_word(place: Path) -> None:
    child = os.fork()
    if child == 0:
        pair.acquire(place)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)

    wait_until(lambda: processes_at(place) == [])


@pytest.mark.prove
@pytest.mark.parametrize("victim", ["postgres", "redis"])
def test_a_server_that_is_killed_comes_back_at_its_address(place: Path, victim: str) -> None:
    with pair.hold(place) as held:
        keep_a_word(held, "kept")
        kill(postmaster(place) if victim == "postgres" else redis_server(held))

        def is_back() -> bool:
            try:
                with closing(Redis.from_url(held.redis_url)) as client:
                    return rows(held.database_url) == ["kept"] and client.get("word") == b"kept"
            except (psycopg.OperationalError, RedisError):
                return False

        wait_until(is_back)


def test_a_stale_pid_file_that_names_a_stranger_does_not_stop_the_start(place: Path) -> None:
    with pair.hold(place):
        pid_file = Folder(place).servers / "postgres" / "postmaster.pid"
        stale = pid_file.read_text()
    pid_file.write_text("\n".join([str(os.getpid()), *stale.splitlines()[1:]]))

    with pair.hold(place) as held:
        keep_a_word(held, "started")


def test_stop_ends_the_pair_under_its_holders(place: Path) -> None:
    held = pair.acquire(place)

    assert pair.stop(place)

    assert processes_at(place) == []
    assert not pair.stop(place)
    pair.release(held)


def test_an_ephemeral_pair_leaves_no_file() -> None:
    with pair.hold(None) as held:
        root, servers = held.folder.root, held.folder.servers
        keep_a_word(held, "short-lived")

    assert not root.exists()
    assert not servers.exists()
    assert processes_at(root) == []


def test_the_application_may_change_rows_and_nothing_else(place: Path) -> None:
    with pair.hold(place) as held:
        keep_a_word(held, "owner's")
        with psycopg.connect(held.database_url, autocommit=True) as connection:
            connection.execute("INSERT INTO kept VALUES ('own')")
            for forbidden in (
                "DROP TABLE kept",
                "TRUNCATE kept",
                "CREATE TABLE own (x int)",
                "CREATE DATABASE own",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(forbidden)


def test_the_owner_makes_databases_in_which_the_application_has_its_rights(place: Path) -> None:
    with pair.hold(place) as held:
        with psycopg.connect(held.database_owner_url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE test_raccord")
        with psycopg.connect(held.database_owner_url, dbname="test_raccord") as connection:
            connection.execute("CREATE TABLE made (id bigint GENERATED BY DEFAULT AS IDENTITY, word text)")
            connection.execute("SET ROLE raccord")
            connection.execute("INSERT INTO made (word) VALUES ('by the application')")


def test_a_stranger_on_the_machine_needs_the_password(place: Path) -> None:
    with pair.hold(place) as held:
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(held.database_url.replace(held.folder.password, "guessed"))
        assert (place / "password").stat().st_mode & 0o077 == 0


@pytest.mark.prove
def test_data_of_another_major_version_are_refused_in_plain_words(fresh_place: Path) -> None:
    with pair.hold(fresh_place):
        pass
    (Folder(fresh_place).servers / "postgres" / "PG_VERSION").write_text("17\n")

    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17"):
        pair.acquire(fresh_place)
    assert processes_at(fresh_place) == []
