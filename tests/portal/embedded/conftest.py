"""Folders for real servers, and a view of the processes that they leave."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from portal.embedded import pair


@pytest.fixture
def fresh_place() -> Iterator[Path]:
    """A folder that the servers' account can reach (pytest's own are closed), emptied in the end."""
    yield from _place()


@pytest.fixture(scope="module")
def used_place() -> Iterator[Path]:
    """The same for the tests of one file."""
    yield from _place()


@pytest.fixture
def place(used_place: Path) -> Iterator[Path]:
    """A folder that may hold the data of earlier tests, which spares making them; nothing runs there."""
    yield used_place
    pair.stop(used_place)


def _place() -> Iterator[Path]:
    base = Path(tempfile.mkdtemp(prefix="raccord test "))
    base.chmod(0o711)
    yield base / "data"
    for data in {path.parent for path in base.rglob("state.json")}:
        pair.remove(data)
    shutil.rmtree(base, ignore_errors=True)


def processes_at(place: Path) -> list[str]:
    """The processes that work below the folder or name it on their command line; our own aside."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [process.cwd(), *process.cmdline()]
        except (psutil.Error, OSError):
            continue
        if process.pid != os.getpid() and any(str(place) in word for word in words):
            found.append(f"{process.pid} {words}")
    return found
