"""Take in a file of market events."""

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from tqdm import tqdm

from portal.market.lines import chunks, read_lines
from portal.market.models import ImportRun, RejectedLine
from portal.market.operations import finish_run, receive, start_run
from portal.market.queries import outcomes_of
from portal.market.reasons import in_words
from portal.market.states import EventState

_CHUNK = 1000
_SHOWN = 50


class Command(BaseCommand):
    """`import_market FILE|-`: NDJSON, one event a line, as docs/market-events.md describes.

    Rejected lines go to standard error and are kept; they stop no other, and the exit code is 0. Giving the same
    file again is harmless, so a run that was cut off is simply repeated.
    """

    help = "Take in market events, one JSON object a line (see docs/market-events.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--no-progress", action="store_true", help="show no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["file"]
        path = Path(name)
        if name != "-" and (not path.exists() or path.is_dir()):  # a named pipe will do
            raise CommandError(gettext("There is no such file: %(name)s") % {"name": name})
        with nullcontext(sys.stdin.buffer) if name == "-" else _open(path) as stream:
            size = path.stat().st_size if path.is_file() else None
            run = start_run(source=name if name == "-" else path.name, now=timezone.now())
            self._take_in(run, stream, size, quiet=options["no_progress"] or not sys.stderr.isatty())
        finish_run(run=run, now=timezone.now())
        self._sum_up(run)

    def _take_in(self, run: ImportRun, stream: BinaryIO, size: int | None, *, quiet: bool) -> None:
        shown = 0
        with tqdm(total=size, unit="B", unit_scale=True, disable=quiet, file=sys.stderr) as bar:
            for lines in chunks(read_lines(stream, bar.update), _CHUNK):
                received = receive(run=run, lines=lines, now=timezone.now())
                for rejected in received.rejected[: max(0, _SHOWN - shown)]:
                    bar.clear()
                    self.stderr.write(describe(rejected))
                shown += len(received.rejected)
        if shown > _SHOWN:
            more = gettext("… and more: manage.py market_rejections --run %(run)s lists all %(count)s.")
            self.stderr.write(more % {"run": run.pk, "count": shown})

    def _sum_up(self, run: ImportRun) -> None:
        run.refresh_from_db()
        count = outcomes_of(run)
        rows = [
            (gettext("applied"), count.get(EventState.APPLIED, 0)),
            (gettext("pending"), count.get(EventState.PENDING, 0)),
            (gettext("cancelled"), count.get(EventState.CANCELLED, 0)),
            (gettext("without effect"), count.get(EventState.SUPERSEDED, 0)),
            (gettext("already known"), run.already_known),
            (gettext("rejected lines"), run.rejected.count()),
        ]
        lines = ngettext("Import %(run)s: %(lines)s line read", "Import %(run)s: %(lines)s lines read", run.lines)
        self.stdout.write(lines % {"run": run.pk, "lines": run.lines})
        for label, number in rows:
            self.stdout.write(f"  {number:>9,}  {label}".replace(",", "\u202f"))


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def describe(rejected: RejectedLine) -> str:
    """One rejected line in words: number, reason, field."""
    where = gettext("line %(number)s") % {"number": rejected.line}
    part = f" [{rejected.field}]" if rejected.field else ""
    return f"{where}: {in_words(rejected.reason)}{part}"
