"""``python -m portal.embedded run [--data DIR | --ephemeral] -- COMMAND…``, ``status``, ``stop``, ``remove``."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from portal.embedded import pair
from portal.embedded.errors import EmbeddedError
from portal.embedded.postgres import APP_ROLE

DEFAULT_DATA = pair.PROJECT / ".local" / "embedded"
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def main() -> int:
    """Entry point."""
    options = _parser().parse_args()
    try:
        if options.action == "run":
            return _run(options.command, None if options.ephemeral else options.data)
        if options.action == "stop":
            print("stopped" if pair.stop(options.data) else "was not running")
            return 0
        if options.action == "remove":
            pair.remove(options.data)
            return 0
        return _status(options.data)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m portal.embedded", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser(
        "run",
        help="run a command with DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL set, starting what is not given",
    )
    run.add_argument("--ephemeral", action="store_true", help="fresh, fast and unsafe servers, removed at the end")
    run.add_argument("command", nargs="+", metavar="COMMAND")
    for action in (
        run,
        actions.add_parser("status", help="tell whether the servers run; exit code 3 if not"),
        actions.add_parser("stop", help="stop the servers, whoever uses them"),
        actions.add_parser("remove", help="stop the servers and delete their data"),
    ):
        action.add_argument(
            "--data", type=Path, default=DEFAULT_DATA, metavar="DIR", help="default: .local/embedded"
        )
    return parser


def _run(command: list[str], data: Path | None) -> int:
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return _supervise(command, os.environ, holding=())
    with pair.hold(data) as held:
        environment = dict(os.environ)
        if not environment.get("DATABASE_URL"):
            environment |= {
                "DATABASE_URL": held.database_url,
                "DATABASE_OWNER_URL": held.database_owner_url,
                "DATABASE_APP_ROLE": APP_ROLE,
            }
        if not environment.get("REDIS_URL"):
            environment["REDIS_URL"] = held.redis_url
        return _supervise(command, environment, holding=(held.holders.fd,))


def _supervise(command: list[str], environment: Mapping[str, str], *, holding: tuple[int, ...]) -> int:
    """Run the command, pass signals on to it, and return its exit code (128 + n if signal n ended it).

    It inherits the descriptors ``holding``: if we are killed, the pair lives as long as the command does.
    """
    child: subprocess.Popen[bytes] | None = None

    def forward(number: int, frame: FrameType | None) -> None:
        if child is not None and not (number == signal.SIGINT and _is_told_by_terminal()):
            child.send_signal(number)

    before = {number: signal.signal(number, forward) for number in FORWARDED}
    try:
        child = subprocess.Popen(command, env=environment, pass_fds=holding)  # noqa: S603
        code = child.wait()
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


def _is_told_by_terminal() -> bool:
    """Ctrl-C at a terminal reaches the command by itself, since it is in our process group."""
    try:
        return os.isatty(0) and os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _status(data: Path) -> int:
    state = pair.find(data)
    if state is None:
        print("not running")
        return 3
    print(f"running: PostgreSQL on port {state.postgres_port}, Redis on port {state.redis_port} ({data})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
