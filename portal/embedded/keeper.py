"""The process that owns the two servers while anybody holds the pair (``python -m portal.embedded.keeper``).

It starts them, revives one that dies, and stops them when no holder is left or when it is told to. It says
``ready``, or why not, on its standard output.
"""

import argparse
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Never

from portal.embedded.errors import EmbeddedError
from portal.embedded.folder import Folder, State
from portal.embedded.postgres import Postgres
from portal.embedded.redis import Redis

READY = "ready"
GLANCE_SECONDS = 0.5


def keep(folder: Folder, *, ephemeral: bool) -> None:
    """Run the pair until nobody holds it. The caller has the lock ``keeper``."""
    postgres, redis = Postgres(folder, ephemeral=ephemeral), Redis(folder, ephemeral=ephemeral)
    holders = folder.lock("holders")
    before = folder.read_state()
    try:
        # the former ports: a holder that outlived the former keeper finds its servers again
        postgres.start(port=before.postgres_port if before else None)
        redis.start(port=before.redis_port if before else None)
        _announce(folder, postgres, redis)
        _say(READY)
        while not holders.try_take():
            time.sleep(GLANCE_SECONDS)
            if any([postgres.revive(), redis.revive()]):
                _announce(folder, postgres, redis)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        redis.stop()
        postgres.stop()
        if ephemeral:
            folder.remove()


def main() -> int:
    """Entry point; the exit code tells whether the servers could run."""
    parser = argparse.ArgumentParser(prog="python -m portal.embedded.keeper", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--ephemeral", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    folder = Folder.at(options.data)
    with folder.lock("keeper"):
        try:
            keep(folder, ephemeral=options.ephemeral)
        except EmbeddedError as error:
            _say(str(error))
            return 1
    return 0


def _announce(folder: Folder, postgres: Postgres, redis: Redis) -> None:
    folder.write_state(
        State(
            keeper=os.getpid(),
            postgres_port=postgres.port,
            redis_port=redis.port,
            ephemeral=postgres.ephemeral,
        )
    )


def _say(words: str) -> None:
    """Tell the holder that waits for us; then it need not listen any more."""
    if not sys.stdout.closed:
        print(words, flush=True)  # noqa: T201
        os.dup2(2, 1)


def _end(number: int, frame: FrameType | None) -> Never:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
