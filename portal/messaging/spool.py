"""The spool: a directory from which a print house collects letters, each one PDF and one job ticket.

    making/   what is being written
    issued/   one mark for each letter that was ever handed over: `<id>.json`
    ready/    for the print house: `<id>.pdf`, then `<id>.json`; it takes both away, at any time

A letter is handed over exactly once, whatever dies on the way, and however many workers try:

1. PDF and ticket are written to `making/` under a name of this try, and forced to the disk.
2. The ticket is linked to `issued/<id>.json`. The file system lets one try win; the others throw theirs away.
3. The PDF of the try that won, and then its ticket, are renamed into `ready/`. The ticket counts: a PDF without
   one is not printed.

Who finds the mark finishes what the winner began: as long as the ticket of the mark (the same inode) is still in
`making/`, it was not handed over; once it is gone from there, it was. All three lie on one file system.
"""

import contextlib
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

KEEP_MARKS = timedelta(days=90)  # far longer than any letter may wait in the outbox
KEEP_REMAINS = timedelta(days=1)


def hand_over(letter_id: str, *, pdf: bytes, ticket: bytes) -> None:
    """Hand the letter to the print house, unless that was done before. Raises `OSError`; then try again."""
    if finish(letter_id):
        return
    making, issued, _ready = _folders()
    name = f"{letter_id}.{secrets.token_hex(8)}"
    try:
        _write(making / f"{name}.pdf", pdf)
        _write(making / f"{name}.json", ticket)
        _sync(making)
        os.link(making / f"{name}.json", issued / f"{letter_id}.json")
    except FileExistsError:
        _throw_away(making, name)  # another try won
    except OSError:
        _throw_away(making, name)
        raise
    else:
        _sync(issued)
    finish(letter_id)


def finish(letter_id: str) -> bool:
    """Whether the letter is handed over; finishes a hand-over that was broken off. Raises `OSError`."""
    making, issued, ready = _folders()
    try:
        mark = (issued / f"{letter_id}.json").stat().st_ino
    except FileNotFoundError:
        return False
    for ticket in making.glob(f"{letter_id}.*.json"):
        with contextlib.suppress(FileNotFoundError):  # another worker was quicker
            if ticket.stat().st_ino != mark:
                continue
            with contextlib.suppress(FileNotFoundError):
                ticket.with_suffix(".pdf").rename(ready / f"{letter_id}.pdf")
            ticket.rename(ready / f"{letter_id}.json")
            _sync(ready)
    return True


def tidy(*, now: datetime) -> int:
    """Remove what broken tries left, and marks that nobody asks for any more. Returns how many files."""
    making, issued, _ready = _folders()
    marks = {mark.stat().st_ino for mark in issued.iterdir()}
    remains = [
        path
        for path in making.iterdir()
        if _older(path, now - KEEP_REMAINS) and path.with_suffix(".json") not in _marked(making, marks)
    ]
    old = [path for path in issued.iterdir() if _older(path, now - KEEP_MARKS)]
    for path in (*remains, *old):
        path.unlink(missing_ok=True)
    return len(remains) + len(old)


def _marked(making: Path, marks: set[int]) -> set[Path]:
    return {path for path in making.glob("*.json") if path.stat().st_ino in marks}


def _older(path: Path, moment: datetime) -> bool:
    return path.stat().st_mtime < moment.timestamp()


def _folders() -> tuple[Path, Path, Path]:
    root = Path(settings.LETTER_SPOOL)
    folders = root / "making", root / "issued", root / "ready"
    for folder in folders:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return folders


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _throw_away(making: Path, name: str) -> None:
    """The files of a try that did not win."""
    for suffix in ("json", "pdf"):
        (making / f"{name}.{suffix}").unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
