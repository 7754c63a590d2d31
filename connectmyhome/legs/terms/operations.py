"""Loading the terms from their file, and changes by staff, which keep what was."""

import csv
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from connectmyhome.legs.clocks import Unit
from connectmyhome.legs.models import Term
from connectmyhome.operators import Utility
from portal.audit.operations import record
from portal.primitives.errors import UnableTo

_FILE = Path(__file__).with_name("terms.csv")  # of water and telecom no legal term is known: they have no row


class UnableToChangeTerm(UnableTo):
    """`code`: order (a day that is not after the first day of the term that holds)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def load_terms(*, now: datetime) -> int:
    """Bring in the terms of the file for utilities that have none yet. What staff changed since stays. Returns how
    many were added."""
    known = set(Term.objects.values_list("utility", "road_works"))
    with _FILE.open(encoding="utf-8", newline="") as lines:
        told = [row | {"works": row["road_works"] == "yes"} for row in csv.DictReader(lines)]
    new = [row for row in told if (row["utility"], row["works"]) not in known]
    Term.objects.bulk_create(
        Term(
            utility=row["utility"],
            road_works=row["works"],
            days=int(row["days"]),
            unit=row["unit"],
            start=date.fromisoformat(row["start"]),
            source=row["source"],
            recorded_at=now,
        )
        for row in new
    )
    return len(new)


@transaction.atomic
def set_term(
    *,
    utility: Utility,
    road_works: bool,
    days: int,
    unit: Unit,
    source: str,
    start: date,
    by: str,
    now: datetime,
) -> Term:
    """Have a term hold from `start`; the one that holds ends on that day. `by` is the public id of the member of
    staff. Raises `UnableToChangeTerm`."""
    for former in Term.objects.select_for_update(no_key=True).filter(
        utility=utility, road_works=road_works, end__isnull=True
    ):
        _end(former, start, by, now)
    made = Term.objects.create(
        utility=utility,
        road_works=road_works,
        days=days,
        unit=unit,
        source=source,
        start=start,
        recorded_at=now,
        recorded_by=by,
    )
    _trace("term_added", made, by, now)
    return made


@transaction.atomic
def end_term(*, term: Term, end: date, by: str, now: datetime) -> None:
    """Let it end on that day, which it does not contain any more. Raises `UnableToChangeTerm`."""
    for found in Term.objects.select_for_update(no_key=True).filter(pk=term.pk, end__isnull=True):
        _end(found, end, by, now)


def _end(term: Term, end: date, by: str, now: datetime) -> None:
    if end <= term.start:
        raise UnableToChangeTerm("order")
    term.end = end
    term.save(update_fields=["end"])
    _trace("term_ended", term, by, now)


def _trace(code: str, term: Term, by: str, now: datetime) -> None:
    told = {"utility": str(term.utility), "road_works": term.road_works, "days": term.days, "unit": str(term.unit)}
    record(code=code, at=now, actor_kind="staff", actor_id=by, detail=told)
