"""Programs that open a stranger's file, each in a process of its own with little memory, time and knowledge.

What such a file can do to a parser ends with that process. It gets the file on standard input and nothing else: no
settings, no secrets, no database.
"""

import subprocess
import sys
from pathlib import Path

from portal.primitives.errors import RaccordError

_HOUSE = Path(__file__).resolve().parents[2]
_PATIENCE = 20  # seconds


class Gone(RaccordError):
    """The process ended without an answer: the file broke it, or asked for too much."""


def run(module: str, content: bytes, *arguments: str) -> bytes:
    """What `work(content, *arguments) -> bytes` of a module of this room gives. Raises `Gone`."""
    command = [sys.executable, "-B", "-m", "portal.uploads", module, *arguments]
    try:
        done = subprocess.run(  # noqa: S603  # no word of it comes from a person
            command, input=content, capture_output=True, timeout=_PATIENCE, cwd=_HOUSE, env={}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Gone("time") from error
    if done.returncode != 0:
        raise Gone(f"status {done.returncode}")
    return done.stdout
