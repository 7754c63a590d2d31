"""The spool hands each letter over exactly once, whatever dies on the way, and however many try."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.messaging import spool

ID = "7f0c4b1e-0000-4000-8000-000000000001"


class Died(BaseException):
    """A kill -9: nothing of the program runs after it."""


@pytest.fixture
def root(settings: Any, tmp_path: Path) -> Path:
    settings.LETTER_SPOOL = str(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def collect(root: Path) -> list[bytes]:
    """What the print house does: take each letter whose ticket is there, PDF and ticket."""
    taken = []
    for ticket in sorted((root / "ready").glob("*.json")):
        pdf = ticket.with_suffix(".pdf")
        taken.append(pdf.read_bytes())
        pdf.unlink()
        ticket.unlink()
    return taken


def test_a_letter_lies_ready_with_its_ticket(root: Path) -> None:
    assert spool.finish(ID) is False
    spool.hand_over(ID, pdf=b"%PDF", ticket=b"{}")
    assert names(root / "ready") == [f"{ID}.json", f"{ID}.pdf"]
    assert names(root / "making") == []
    assert spool.finish(ID) is True


def test_a_letter_that_was_collected_is_not_printed_again(root: Path) -> None:
    spool.hand_over(ID, pdf=b"%PDF first", ticket=b"{}")
    assert collect(root) == [b"%PDF first"]
    spool.hand_over(ID, pdf=b"%PDF again", ticket=b"{}")
    assert collect(root) == [] and names(root / "making") == []


STEPS = ["write 1", "write 2", "link", "rename 1", "rename 2"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("collected", [False, True], ids=["at the end", "at once"])
def test_a_worker_that_dies_at_any_step_leaves_one_letter(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str, after: bool, collected: bool
) -> None:
    what, _, number = step.partition(" ")
    left = int(number or 1)

    def dying(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0 and not after:
                raise Died
            answer = real(*args, **kwargs)
            if left == 0:
                raise Died
            return answer

        return call

    with monkeypatch.context() as patched:
        if what == "write":
            patched.setattr(spool, "_write", dying(spool._write))
        elif what == "link":
            patched.setattr(os, "link", dying(os.link))
        else:
            patched.setattr(Path, "rename", dying(Path.rename))
        with pytest.raises(Died):
            spool.hand_over(ID, pdf=b"%PDF", ticket=b"{}")
    printed = collect(root) if collected else []
    if not spool.finish(ID):
        spool.hand_over(ID, pdf=b"%PDF", ticket=b"{}")
    spool.hand_over(ID, pdf=b"%PDF", ticket=b"{}")
    assert [*printed, *collect(root)] == [b"%PDF"]


def test_many_workers_at_once_hand_over_one_letter_each(root: Path) -> None:
    ids = [f"{ID[:-3]}{number:03d}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: spool.hand_over(each, pdf=each.encode(), ticket=b"{}"), ids * 6))
    assert sorted(collect(root)) == [each.encode() for each in ids]
    assert names(root / "making") == []


def test_a_disk_that_fails_after_the_mark_loses_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool.finish(ID)
    with monkeypatch.context() as patched:
        calls = iter([None, OSError(5, "I/O")])

        def sync(folder: Path) -> None:
            if fault := next(calls, None):
                raise fault

        patched.setattr(spool, "_sync", sync)
        with pytest.raises(OSError, match="I/O"):
            spool.hand_over(ID, pdf=b"%PDF", ticket=b"{}")
    spool.hand_over(ID, pdf=b"%PDF", ticket=b"{}")
    assert collect(root) == [b"%PDF"]


def test_remains_and_old_marks_go_and_what_is_not_handed_over_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.hand_over(ID, pdf=b"%PDF", ticket=b"{}")
    with monkeypatch.context() as patched:

        def die(*_: Any) -> None:
            raise Died

        patched.setattr(Path, "rename", die)
        with pytest.raises(Died):
            spool.hand_over("waits", pdf=b"%PDF waits", ticket=b"{}")
    (root / "making" / "dead.1.pdf").write_bytes(b"half")
    later = datetime.now(UTC) + timedelta(days=2)
    assert spool.tidy(now=later) == 1
    assert spool.finish("waits") and collect(root) == [b"%PDF", b"%PDF waits"]
    assert spool.tidy(now=later + timedelta(days=100)) == 2
    assert names(root / "issued") == []
