"""`manage.py import_readings FILE… [--ean EAN]`"""

import gc
import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from tqdm import tqdm

from consumption.ingest.load import UnableToLoad
from consumption.ingest.operations import Progress, import_file
from consumption.ingest.problems import UnableToImport
from consumption.models import ImportBatch
from portal.primitives.ean import Ean
from portal.primitives.errors import InvalidValue


class Bars(Progress):
    """One bar for what was checked, one for what was written; none where nobody looks."""

    def __init__(self, size: int, *, shown: bool) -> None:
        self._shown = shown
        self._reading = tqdm(total=size, unit="B", unit_scale=True, desc=gettext("checked"), disable=not shown)
        self._writing: tqdm[None] | None = None

    def read(self, size: int) -> None:
        self._reading.update(size)

    def written(self, done: int, total: int) -> None:
        if self._writing is None:
            self._reading.close()
            self._writing = tqdm(total=total, unit=" d", desc=gettext("written"), disable=not self._shown)
        self._writing.update(done - self._writing.n)

    def close(self) -> None:
        self._reading.close()
        if self._writing is not None:
            self._writing.close()


class Command(BaseCommand):
    help = (
        "Import readings: the daily feed (NDJSON) or exports of Mijn Fluvius (CSV). A bad file is refused whole."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--ean", help="the access point that an export of Mijn Fluvius belongs to")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            ean = Ean.parse(options["ean"]) if options["ean"] else None
        except InvalidValue:
            raise CommandError(
                gettext("--ean is not a valid EAN: 18 digits, the last one a check digit")
            ) from None
        gc.disable()  # lines make millions of short-lived lists and no cycle: a collector would only walk them
        refused = 0
        for path in options["files"]:
            try:
                self.stdout.write(self._imported(path, ean, shown=options["verbosity"] > 0))
            except (UnableToImport, UnableToLoad, OSError) as error:
                refused += 1
                self.stderr.write(f"{path.name}: {error}")
        if refused:
            text = ngettext("%(count)d file was not imported.", "%(count)d files were not imported.", refused)
            raise CommandError(text % {"count": refused})

    def _imported(self, path: Path, ean: Ean | None, *, shown: bool) -> str:
        bars = Bars(path.stat().st_size, shown=shown and self.stderr.isatty())
        try:
            batch: ImportBatch = import_file(
                path=path, now=timezone.now(), actor=getpass.getuser(), ean=ean, progress=bars
            )
        finally:
            bars.close()
        text = gettext("%(file)s: %(rows)d rows, %(written)d written, of which %(corrected)d replaced another.")
        return text % {
            "file": path.name,
            "rows": batch.rows,
            "written": batch.rows_written,
            "corrected": batch.rows_corrected,
        }
