"""The operating-system account that the servers run under: PostgreSQL refuses to be root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from portal.embedded.errors import EmbeddedError

UNPRIVILEGED = "nobody"


class SpawnOptions(TypedDict, total=False):
    """Arguments for :class:`subprocess.Popen`."""

    user: int
    group: int
    extra_groups: list[int]
    umask: int
    env: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Account:
    """A user and a group id; ``demoted`` tells that we have to step down to them."""

    uid: int
    gid: int
    demoted: bool

    @classmethod
    def for_folder(cls, folder: Path) -> "Account":
        """Ourselves; as root, the owner of the data that is there already, else ``nobody``."""
        if os.geteuid() != 0:
            return cls(uid=os.geteuid(), gid=os.getegid(), demoted=False)
        if folder.exists() and (found := folder.stat()).st_uid != 0:
            return cls(uid=found.st_uid, gid=found.st_gid, demoted=True)
        try:
            entry = pwd.getpwnam(UNPRIVILEGED)
        except KeyError:
            message = (
                f"PostgreSQL can't run as root and there is no user '{UNPRIVILEGED}' to run it as. "
                "Start as an ordinary user, or set DATABASE_URL and REDIS_URL."
            )
            raise EmbeddedError(message) from None
        return cls(uid=entry.pw_uid, gid=entry.pw_gid, demoted=True)

    @property
    def spawn_options(self) -> SpawnOptions:
        """Run a child as this account, with nothing of our environment that could steer it."""
        options = SpawnOptions(umask=0o077, env={"PATH": os.defpath, "LC_ALL": "C"})
        if self.demoted:
            options |= SpawnOptions(user=self.uid, group=self.gid, extra_groups=[])
        return options

    def can_enter(self, folder: Path) -> bool:
        """May the account pass through this folder and every one above it?"""
        return all(self._may_pass(step.stat()) for step in [folder, *folder.parents])

    def give(self, path: Path, *, mode: int) -> None:
        """Hand over a path that we made."""
        path.chmod(mode)
        if self.demoted:
            os.chown(path, self.uid, self.gid)

    def _may_pass(self, found: os.stat_result) -> bool:
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)
