"""The life of one server process: started on a free port, awaited, found again, stopped."""

import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

import psutil

from portal.embedded.errors import EmbeddedError
from portal.embedded.folder import Folder

LOOPBACK = "127.0.0.1"
ATTEMPTS = 3  # between finding a port free and using it, somebody else may take it
START_SECONDS = 120.0  # a crashed PostgreSQL replays its journal first
STOP_SECONDS = 30.0


class Server(ABC):
    """A server that works in a folder of its own, so that it is known by its name and its working folder."""

    name: str
    programs: frozenset[str]
    stop_signal: signal.Signals

    def __init__(self, folder: Folder, *, ephemeral: bool) -> None:
        self.folder = folder
        self.ephemeral = ephemeral
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """Where it keeps its data and works."""
        return self.folder.servers / self.name

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder ready; safe to repeat, and to cut off."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command line that serves ``self.port``."""

    @abstractmethod
    def answers(self) -> bool:
        """Does it take our password and do its work?"""

    def settle(self) -> None:  # noqa: B027  not every server has something to do
        """What needs a running server: roles, databases. Safe to repeat."""

    def start(self, *, port: int | None) -> None:
        """Start on ``port`` if it is free, else on any, and wait until it answers."""
        self.sweep()
        self.prepare()
        for attempt in range(ATTEMPTS):
            self.port = port if port and attempt == 0 and _is_free(port) else _free_port()
            if self._try_start():
                self.settle()
                return
        message = f"{self.name} does not start. Its last words:\n{self._last_words()}"
        raise EmbeddedError(message)

    def revive(self) -> bool:
        """Start it again if it has died, at the same address unless that was taken; tell whether it had."""
        dead = self._process is not None and self._process.poll() is not None
        if dead:
            self.start(port=self.port)
        return dead

    def stop(self) -> None:
        """End the process that we started, gently if it lets us."""
        if self._process is None:
            return
        self._process.send_signal(self.stop_signal)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
        self.sweep()

    def sweep(self) -> None:
        """End what is left of an earlier run whose keeper was killed, worker processes of the server included."""
        for process in self.leftovers():
            _send(process, self.stop_signal)
        _, stubborn = psutil.wait_procs(self.leftovers(), timeout=STOP_SECONDS)
        for process in stubborn:
            _send(process, signal.SIGKILL)
        psutil.wait_procs(stubborn, timeout=STOP_SECONDS)

    def leftovers(self) -> list[psutil.Process]:
        """The running processes of this server, whoever started them."""
        return [process for process in psutil.process_iter() if self.owns(process)]

    def owns(self, process: psutil.Process) -> bool:
        """Is it this program at work in this folder?"""
        try:
            return process.name() in self.programs and os.path.samefile(process.cwd(), self.data)
        except (psutil.Error, OSError):
            return False

    def _try_start(self) -> bool:
        with self.folder.log(self.name).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self.command(),
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **self.folder.account.spawn_options,
            )
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None:
            if self.answers():
                return True
            if time.monotonic() > deadline:
                self.stop()
                return False
            time.sleep(0.05)
        return False

    def _last_words(self) -> str:
        return "\n".join(self.folder.log(self.name).read_text(errors="replace").splitlines()[-15:])


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
