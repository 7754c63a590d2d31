"""List the lines of market files that could not be read."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from portal.market.management.commands.import_market import describe
from portal.market.queries import rejected_lines


class Command(BaseCommand):
    """`market_rejections [--run N] [--raw]`: what was wrong with which line, or the lines themselves."""

    help = "List rejected lines with their reasons; --raw gives the lines themselves, to correct and import again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--run", type=int, help="only those of this import")
        parser.add_argument("--raw", action="store_true", help="the lines as they came, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        run = None
        for rejected in rejected_lines(options["run"]).iterator(chunk_size=500):
            raw = bytes(rejected.raw).decode("utf-8", "replace")
            if options["raw"]:
                self.stdout.write(raw)
                continue
            if rejected.run_id != run:
                run = rejected.run_id
                of_run = gettext("Import %(run)s, %(source)s, %(day)s")
                self.stdout.write(
                    of_run
                    % {"run": run, "source": rejected.run.source, "day": f"{rejected.run.started_at:%Y-%m-%d}"}
                )
            shown = raw[:200].encode("unicode_escape").decode("ascii") if not raw.isprintable() else raw[:200]
            self.stdout.write(f"  {describe(rejected)}\n    {shown}")
