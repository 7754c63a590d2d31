"""Loading the retentions from their file, and changes, which keep what was."""

import csv
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from connectmyhome.tracking.models import Retention
from portal.primitives.errors import UnableTo

_FILE = Path(__file__).with_name("retentions.csv")


class UnableToSetRetention(UnableTo):
    """The first day is not after that of the retention that holds."""


@transaction.atomic
def load_retentions(*, now: datetime) -> int:
    """Bring in the rows of the file for what has none yet. What was changed since stays. Returns how many."""
    known = set(Retention.objects.values_list("operator", "kept"))
    with _FILE.open(encoding="utf-8", newline="") as lines:
        new = [row for row in csv.DictReader(lines) if (row["operator"], row["kept"]) not in known]
    Retention.objects.bulk_create(
        Retention(
            operator=row["operator"],
            kept=row["kept"],
            months=int(row["months"]),
            since=row["since"],
            source=row["source"],
            start=date.fromisoformat(row["start"]),
            recorded_at=now,
        )
        for row in new
    )
    return len(new)


@transaction.atomic
def set_retention(
    *, operator: str, kept: str, months: int, since: str, source: str, start: date, now: datetime
) -> Retention:
    """Have a retention hold from `start`; the one that holds ends on that day. Raises `UnableToSetRetention`."""
    for former in Retention.objects.select_for_update(no_key=True).filter(
        operator=operator, kept=kept, end__isnull=True
    ):
        if start <= former.start:
            raise UnableToSetRetention
        former.end = start
        former.save(update_fields=["end"])
    return Retention.objects.create(
        operator=operator,
        kept=kept,
        months=months,
        since=since,
        source=source,
        start=start,
        recorded_at=now,
    )
