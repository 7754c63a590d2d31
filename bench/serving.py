"""The servers of the portal as they run in production: web processes, a worker and the scheduler."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

_HOUSE = Path(__file__).resolve().parents[1]
_PATIENCE = 60  # seconds for a start


@contextmanager
def web(environment: Mapping[str, str], application: str = "portal.config.wsgi") -> Iterator[str]:
    """gunicorn, with the settings of the house; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--no-control-socket",
        "--log-level",
        "warning",
    ]
    with _running(command, environment):
        _await("127.0.0.1", port)
        yield f"http://127.0.0.1:{port}"


@contextmanager
def worker(environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Celery's worker with its scheduler, which keeps its times in `folder`."""
    options = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "warning"]
    beat = ["--beat", "--schedule", str(folder / "beat")]
    with _running(["celery", "--quiet", "--app", "portal.config.celery", "worker", *options, *beat], environment):
        yield


@contextmanager
def _running(command: list[str], environment: Mapping[str, str]) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *command], env={**os.environ, **environment}, cwd=_HOUSE, start_new_session=True
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(host: str, port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError, HTTPException):
            connection = HTTPConnection(host, port, timeout=5)
            connection.request("GET", "/livez")
            connection.getresponse().read()
            connection.close()
            return
        time.sleep(0.1)
    raise RuntimeError("the web server does not start")
