"""Holding a pair: start it or attach to it, and let go.

Three locks in the data folder do the counting:

``start``
    exclusive, while somebody starts, attaches or stops: one at a time.
``holders``
    shared, by each holder for as long as it needs the servers. Who gets it exclusively is the last one.
``keeper``
    exclusive, by the keeper for all its life.

So the pair stops when its last holder lets go; the keeper sees to it when holders die without a word, and the last
holder when the keeper did.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from portal.embedded.errors import EmbeddedError
from portal.embedded.folder import Folder, State
from portal.embedded.keeper import READY
from portal.embedded.locks import Lock
from portal.embedded.postgres import APP_ROLE, OWNER_ROLE, Postgres
from portal.embedded.redis import Redis
from portal.embedded.server import STOP_SECONDS

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Pair:
    """A running pair that we hold."""

    folder: Folder
    state: State
    holders: Lock

    @property
    def database_url(self) -> str:
        """For the application: it may read and write rows, nothing else."""
        return self._postgres.url(APP_ROLE)

    @property
    def database_owner_url(self) -> str:
        """For migrations and tests: it owns the tables and may make databases."""
        return self._postgres.url(OWNER_ROLE)

    @property
    def redis_url(self) -> str:
        """For queue, limits and cache."""
        server = Redis(self.folder, ephemeral=self.state.ephemeral)
        server.port = self.state.redis_port
        return server.url()

    @property
    def _postgres(self) -> Postgres:
        server = Postgres(self.folder, ephemeral=self.state.ephemeral)
        server.port = self.state.postgres_port
        return server


def acquire(root: Path | None) -> Pair:
    """Start the pair in ``root`` or attach to it; without ``root``, one of our own that leaves nothing behind."""
    ephemeral = root is None
    if root is None:
        root = Path(tempfile.mkdtemp(prefix="raccord-"))
        root.chmod(0o711)
    folder = Folder.at(root)
    holders = folder.lock("holders")
    try:
        with folder.lock("start"):
            holders.share()
            if not _has_keeper(folder):
                _start_keeper(folder, ephemeral=ephemeral)
            state = folder.read_state()
            if state is None:
                message = f"The keeper of {folder.root} left no word; end it with `stop` and try again."
                raise EmbeddedError(message)
            return Pair(folder, state, holders)
    except BaseException:
        holders.close()
        raise


def release(pair: Pair) -> None:
    """Let go; the last one out turns off the light."""
    if pair.holders.try_take():
        _stop(pair.folder)
    else:
        pair.holders.share()  # others are there, or the keeper was quicker and is stopping: wait for it
    pair.holders.release()
    pair.holders.close()


@contextmanager
def hold(root: Path | None) -> Iterator[Pair]:
    """:func:`acquire` and :func:`release` around a block."""
    pair = acquire(root)
    try:
        yield pair
    finally:
        release(pair)


def stop(root: Path) -> bool:
    """Stop the pair whoever holds it; tell whether it ran."""
    if not root.exists():
        return False
    folder = Folder.at(root)
    with folder.lock("start"):
        return _stop(folder)


def remove(root: Path) -> None:
    """Stop the pair and delete its data, which may lie outside ``root``."""
    if root.exists():
        stop(root)
        Folder.at(root).remove()


def find(root: Path) -> State | None:
    """The running pair of this folder."""
    if not root.exists():
        return None
    folder = Folder.at(root)
    return folder.read_state() if _has_keeper(folder) else None


def _stop(folder: Folder) -> bool:
    state = folder.read_state()
    if state is not None and _has_keeper(folder):
        try:
            keeper = psutil.Process(state.keeper)
            keeper.terminate()
            keeper.wait(3 * STOP_SECONDS)
        except psutil.NoSuchProcess:
            pass  # it was quicker
        except psutil.TimeoutExpired as error:
            message = f"The keeper of {folder.root} does not end."
            raise EmbeddedError(message) from error
        return True
    for server in (Postgres, Redis):  # the keeper was killed, or nothing ever ran
        server(folder, ephemeral=False).sweep()
    if state is not None and state.ephemeral:
        folder.remove()
    return False


def _has_keeper(folder: Folder) -> bool:
    lock = folder.lock("keeper")
    try:
        return not lock.try_take()
    finally:
        lock.close()


def _start_keeper(folder: Folder, *, ephemeral: bool) -> None:
    """Start the keeper in a session of its own, out of reach of Ctrl-C, and wait for its first word."""
    command = [sys.executable, "-m", "portal.embedded.keeper", str(folder.root)]
    with folder.log("keeper").open("ab") as log:
        keeper = subprocess.Popen(  # noqa: S603
            [*command, "--ephemeral"] if ephemeral else command,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            text=True,
        )
    assert keeper.stdout is not None  # noqa: S101  asked for above
    with keeper.stdout as words:
        said = words.readline()
        if said.strip() != READY:
            said += words.read()
            keeper.wait()
            raise EmbeddedError(said.strip() or f"No keeper: see {folder.log('keeper')}.")
