"""The file outside the database that each seal is appended to: who cuts the database cannot cut it too."""

import os
from collections.abc import Iterator
from pathlib import Path

import orjson
from django.conf import settings

from portal.audit.models import Seal


def path() -> Path | None:
    """Where the anchor is, or None when AUDIT_ANCHOR is not set."""
    return Path(settings.AUDIT_ANCHOR) if settings.AUDIT_ANCHOR else None


def entries() -> Iterator[tuple[int, str]]:
    """(number, digest in hex) of each anchored seal, in the order of the file. A torn last line is left out."""
    file = path()
    if file is None or not file.exists():
        return
    with file.open("rb") as lines:
        for line in lines:
            if line.endswith(b"\n"):
                entry = orjson.loads(line)
                yield entry["seal"], entry["digest"]


def catch_up() -> int:
    """Append the seals that the file does not hold yet, and force them to disk. Returns how many."""
    file = path()
    if file is None:
        return 0
    last = max((number for number, _ in entries()), default=0)
    missing = list(Seal.objects.filter(number__gt=last).order_by("number"))
    if not missing:
        return 0
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab+") as out:
        out.seek(0, os.SEEK_END)
        if out.tell():
            out.seek(-1, os.SEEK_END)
            if out.read(1) != b"\n":
                out.truncate(_end_of_last_line(out.tell(), file))
        for seal in missing:
            out.write(_line(seal))
        out.flush()
        os.fsync(out.fileno())
    return len(missing)


def _end_of_last_line(size: int, file: Path) -> int:
    with file.open("rb") as lines:
        return size - len(lines.read().rpartition(b"\n")[2])


def _line(seal: Seal) -> bytes:
    return orjson.dumps(
        {
            "seal": seal.number,
            "at": seal.sealed_at,
            "digest": bytes(seal.digest).hex(),
            "signature": bytes(seal.signature).hex(),
            "key": seal.key_id,
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )
