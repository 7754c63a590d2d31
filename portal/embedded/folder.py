"""What lies where in the data folder of a pair.

::

    <root>/            ours
      password         of every role and of Redis; who can read this folder may do everything
      state.json       keeper's pid and the ports, while the pair runs
      *.lock           see :mod:`portal.embedded.pair`
      *.log
      postgres/ redis/ the servers' account's; elsewhere if that account can't reach this folder
"""

import hashlib
import json
import os
import secrets
import shutil
import stat
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from portal.embedded.account import Account
from portal.embedded.errors import EmbeddedError
from portal.embedded.locks import Lock

REACHABLE = Path("/var/tmp")  # noqa: S108  each folder below is checked to be root's own


@dataclass(frozen=True, kw_only=True)
class State:
    """Where a running pair is found."""

    keeper: int
    postgres_port: int
    redis_port: int
    ephemeral: bool


@dataclass(frozen=True)
class Folder:
    """The data folder of one pair."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> "Folder":
        """The folder, made if it is not there."""
        root = root.absolute()
        try:
            if not root.exists():
                root.mkdir(parents=True)
                root.chmod(0o711)  # the servers' account passes through
        except OSError as error:
            message = f"The data folder can't be used ({error}). Choose another one with --data."
            raise EmbeddedError(message) from error
        return cls(root)

    @cached_property
    def account(self) -> Account:
        """Whom the servers run as."""
        return Account.for_folder(self.root / "postgres")

    @cached_property
    def servers(self) -> Path:
        """Where the servers' data lie."""
        if not self.account.demoted or self.account.can_enter(self.root):
            return self.root
        return self._elsewhere()

    @cached_property
    def password(self) -> str:
        """Made once."""
        path = self.root / "password"
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(24))
            fresh.rename(path)
        return path.read_text()

    def log(self, name: str) -> Path:
        """Where a server's messages go."""
        return self.root / f"{name}.log"

    def lock(self, name: str) -> Lock:
        """An open lock, not taken yet."""
        return Lock(self.root / f"{name}.lock")

    def read_state(self) -> State | None:
        """The latest word of the keeper, which may be dead by now."""
        try:
            return State(**json.loads((self.root / "state.json").read_text()))
        except FileNotFoundError:
            return None

    def write_state(self, state: State) -> None:
        """Replace it in one step: a reader sees the old or the new one."""
        fresh = self.root / "state.new"
        fresh.write_text(json.dumps(asdict(state)))
        fresh.rename(self.root / "state.json")

    def remove(self) -> None:
        """Delete everything, wherever it lies."""
        for place in {self.servers, self.root}:
            shutil.rmtree(place, ignore_errors=True)

    def _elsewhere(self) -> Path:
        """A folder that the account reaches, always the same one for this root."""
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        place = REACHABLE / f"raccord-{digest}"
        place.mkdir(mode=0o711, exist_ok=True)
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            message = f"{place} belongs to somebody else; choose another data folder with --data."
            raise EmbeddedError(message)
        place.chmod(0o711)
        return place
