"""`manage.py close_month YYYY-MM`"""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from consumption.store.closing import UnableToClose, close_month
from portal.primitives.period import belgian_day


class Command(BaseCommand):
    help = (
        "Rewrite the readings of a past month in the order of their key, so that reading them takes fewer pages."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("months", nargs="+", metavar="YYYY-MM")

    def handle(self, *args: object, **options: Any) -> None:
        for text in options["months"]:
            try:
                month = date.fromisoformat(f"{text}-01")
            except ValueError:
                raise CommandError(gettext("%(text)s is not a month such as 2026-10") % {"text": text}) from None
            try:
                closed = close_month(month=month, today=belgian_day(timezone.now()))
            except UnableToClose as error:
                raise CommandError(f"{text}: {error}") from None
            words = gettext("%(month)s: %(rows)d rows, %(before).1f MB before, %(after).1f MB now.")
            numbers = {
                "month": text,
                "rows": closed.rows,
                "before": closed.size_before / 1e6,
                "after": closed.size_after / 1e6,
            }
            self.stdout.write(words % numbers)
