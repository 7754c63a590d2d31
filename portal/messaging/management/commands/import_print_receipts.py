"""Take in receipts of the print house."""

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from portal.messaging.receipts import WORDS, import_receipts


class Command(BaseCommand):
    """`import_print_receipts FILE|-`: one JSON object a line, as docs/operations.md describes.

    Lines that are no receipt go to standard error and stop no other. Giving the same file again is harmless.
    """

    help = "Take in receipts of the print house, one JSON object a line (see docs/operations.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if options["file"] != "-" and not path.is_file():
            raise CommandError(gettext("There is no such file: %(name)s") % {"name": options["file"]})
        with nullcontext(sys.stdin.buffer) if options["file"] == "-" else path.open("rb") as stream:
            told = import_receipts(stream, now=timezone.now())
        for fault in told.faults:
            where = f"{fault.line}: {fault.field}: " if fault.field else f"{fault.line}: "
            self.stderr.write(where + str(WORDS[fault.code]))
        sums = gettext("%(recorded)s recorded, %(unchanged)s without effect, %(rejected)s rejected")
        rejected = len(told.faults)
        self.stdout.write(sums % {"recorded": told.recorded, "unchanged": told.unchanged, "rejected": rejected})
