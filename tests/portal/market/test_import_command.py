"""`manage.py import_market` and `manage.py market_rejections`."""

import os
import re
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from portal.market.events import LINE_LIMIT
from portal.market.lines import read_lines
from portal.market.models import ImportRun, MarketEvent, RejectedLine
from portal.market.projection import EventKind
from portal.market.states import EventState
from tests.portal.market.lines import Event, access_point, move_in

DOCUMENT = Path(__file__).parents[3] / "docs" / "market-events.md"


def examples() -> list[bytes]:
    """The example lines of the document."""
    return [line.encode() for line in DOCUMENT.read_text().splitlines() if line.startswith('{"')]


def file_of(folder: Path, *events: Event, end: bytes = b"\n") -> Path:
    path = folder / "events.ndjson"
    path.write_bytes(b"\n".join(orjson.dumps(event) for event in events) + end)
    return path


def run_import(path: Path | str) -> tuple[str, str]:
    """Standard output and standard error, in English."""
    out, err = StringIO(), StringIO()
    with translation.override("en"):
        call_command("import_market", str(path), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_examples_of_the_document_cover_each_type_and_all_apply(tmp_path: Path) -> None:
    path = tmp_path / "examples.ndjson"
    path.write_bytes(b"\n".join(examples()) + b"\n")
    out, err = run_import(path)
    assert not err
    assert set(MarketEvent.objects.values_list("kind", flat=True)) == set(EventKind)
    states = dict(MarketEvent.objects.values_list("event_id", "state"))
    assert states.pop("EX-12") == EventState.CANCELLED
    assert set(states.values()) == {EventState.APPLIED}
    assert "12  applied" in out


@pytest.mark.django_db
def test_import_counts_and_reports_and_the_second_time_changes_nothing(tmp_path: Path) -> None:
    bad = move_in("in2", "2025-13-01", "C2")
    path = file_of(tmp_path, access_point(), bad, move_in("in", "2025-01-01", "C1"))
    out, err = run_import(path)
    assert "3 lines read" in out and "2  applied" in out and "1  rejected lines" in out
    assert "line 2: The date is not a calendar day written as YYYY-MM-DD. [date]" in err
    run = ImportRun.objects.get()
    assert (run.source, run.lines, run.finished_at is not None) == ("events.ndjson", 3, True)
    out, _ = run_import(path)
    assert "2  already known" in out
    assert MarketEvent.objects.count() == 2


@pytest.mark.django_db
def test_standard_input_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(orjson.dumps(access_point()))))
    out, _ = run_import("-")
    assert "1  applied" in out


@pytest.mark.django_db
def test_truncated_last_line_is_named_and_a_whole_one_without_line_end_is_taken(tmp_path: Path) -> None:
    cut_off = orjson.dumps(move_in("in", "2025-01-01", "C1"))[:-20]
    _, err = run_import(file_of(tmp_path, access_point(), end=b"\n" + cut_off))
    assert "line 2: The last line is cut off." in err
    _, err = run_import(file_of(tmp_path, access_point(), move_in("in", "2025-01-01", "C1"), end=b""))
    assert not err
    assert MarketEvent.objects.count() == 2


@pytest.mark.django_db
def test_windows_file_with_byte_order_mark_and_blank_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    lines = [orjson.dumps(access_point()), b"", orjson.dumps(move_in("in", "2025-01-01", "C1")), b""]
    path.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines))
    _, err = run_import(path)
    assert not err
    assert MarketEvent.objects.filter(state=EventState.APPLIED).count() == 2


@pytest.mark.django_db
def test_rejected_lines_are_listed_and_given_back_as_they_came(tmp_path: Path) -> None:
    run_import(file_of(tmp_path, access_point(), move_in("in2", "2025-13-01", "C2")))
    run = ImportRun.objects.get()
    out = StringIO()
    with translation.override("en"):
        call_command("market_rejections", run=run.pk, stdout=out)
        assert "line 2: The date is not a calendar day" in out.getvalue()
        assert "events.ndjson" in out.getvalue()
        call_command("market_rejections", run=run.pk + 1, stdout=(empty := StringIO()))
        assert not empty.getvalue()
        call_command("market_rejections", raw=True, stdout=(raw := StringIO()))
    assert orjson.loads(raw.getvalue()) == move_in("in2", "2025-13-01", "C2")


@pytest.mark.parametrize("name", ["nowhere.ndjson", "."])
def test_a_file_that_is_not_there_is_said_so(name: str) -> None:
    with (
        translation.override("en"),
        pytest.raises(CommandError, match=rf"There is no such file: {re.escape(name)}"),
    ):
        call_command("import_market", name)


@pytest.mark.django_db
def test_a_named_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as writer:
        writer.submit(pipe.write_bytes, orjson.dumps(access_point()))
        out, _ = run_import(pipe)
    assert "1  applied" in out


class _Zeros:
    """A gigabyte of NUL bytes, without keeping it."""

    def __init__(self) -> None:
        self.left = 1 << 30

    def read(self, size: int) -> bytes:
        given = min(size, self.left)
        self.left -= given
        return bytes(given)


def test_a_gigabyte_of_zeros_is_one_bad_line_in_little_memory() -> None:
    tracemalloc.start()
    (line,) = read_lines(cast(BinaryIO, _Zeros()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(line.raw) == LINE_LIMIT + 1
    assert peak < 4_000_000


@pytest.mark.django_db
def test_zeros_are_refused_with_a_clear_reason(tmp_path: Path) -> None:
    path = tmp_path / "zeros"
    path.write_bytes(bytes(3_000_000))
    _, err = run_import(path)
    assert "line 1: The line holds NUL bytes: the file is damaged, or is not UTF-8." in err
    assert len(bytes(RejectedLine.objects.get().raw)) == LINE_LIMIT


@pytest.mark.django_db
def test_only_the_first_rejected_lines_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "junk"
    path.write_bytes(b"junk\n" * 60)
    _, err = run_import(path)
    assert err.count("not valid JSON") == 50
    assert "lists all 60" in err
