"""Loading communes from their file, and changes by staff, which keep what was."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db import transaction

from connectmyhome.operators import UTILITIES, Operator, Utility
from connectmyhome.territory.models import BasisChoices, Commune, Designation
from portal.audit.operations import record
from portal.primitives.communes import rows
from portal.primitives.errors import UnableTo

_DECREES = {
    "RESA": (date(2022, 5, 5), "Arrêté du Gouvernement wallon du 5 mai 2022"),
    "AIESH": (date(2022, 9, 8), "Arrêté du Gouvernement wallon du 8 septembre 2022"),
    "AIEG": (date(2007, 6, 21), "Arrêté du Gouvernement wallon du 21 juin 2007"),
}
_GAS = (date(2022, 6, 9), "Désignation du 9 juin 2022")
_KNOWN = (date(2023, 1, 1), "Communes de Wallonie, état de 2023")  # where no decree names a day


class UnableToDesignate(UnableTo):
    """`code`: exists (the operator has it), order (a day before the first), utility (not the operator's)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def load_communes(*, now: datetime) -> int:
    """Bring in the communes of the file that are not there yet, with their designations. What staff changed since
    stays. Returns how many communes were added."""
    known = set(Commune.objects.values_list("nis", flat=True))
    new = [row for row in rows() if row["nis_code"] not in known]
    Commune.objects.bulk_create(
        Commune(
            nis=row["nis_code"],
            name=row["commune"],
            province=row["province"],
            postal_codes=row["postal_codes"].split(),
            note=row["note"],
        )
        for row in new
    )
    Designation.objects.bulk_create(designation for row in new for designation in _told(row, now))
    return len(new)


@transaction.atomic
def designate(
    *,
    commune: Commune,
    utility: Utility,
    operator: str,
    partly: bool,
    source: str,
    start: date,
    by: str,
    now: datetime,
) -> Designation:
    """Have `operator` connect `utility` in the commune from `start`; `by` is the public id of the member of staff.

    Raises `UnableToDesignate`.
    """
    if operator in tuple(Operator) and utility not in UTILITIES[Operator(operator)]:
        raise UnableToDesignate("utility")
    locked = Commune.objects.select_for_update(no_key=True).get(pk=commune.pk)
    if locked.designations.filter(utility=utility, operator=operator, end__isnull=True).exists():
        raise UnableToDesignate("exists")
    made = Designation.objects.create(
        commune=locked,
        utility=utility,
        operator=operator,
        partly=partly,
        basis=BasisChoices.STAFF,
        source=source,
        start=start,
        recorded_at=now,
        recorded_by=by,
    )
    _trace("designation_added", made, by, now)
    return made


@transaction.atomic
def end_designation(*, designation: Designation, end: date, by: str, now: datetime) -> None:
    """Let it end on that day, which it does not contain any more. Raises `UnableToDesignate`."""
    if end < designation.start:
        raise UnableToDesignate("order")
    if Designation.objects.filter(pk=designation.pk, end__isnull=True).update(end=end):
        _trace("designation_ended", designation, by, now)


def _told(row: Mapping[str, str], now: datetime) -> Iterator[Designation]:
    """What the file says of one commune. "Shared" in its note: the operator is there for some of the streets."""
    shared = "shared" in row["note"]
    if name := row["electricity_dso"]:
        start, source = _DECREES.get(name, _KNOWN)
        described = {"commune_id": row["nis_code"], "utility": Utility.ELECTRICITY, "recorded_at": now}
        yield Designation(
            **described,
            operator=name.lower(),
            partly=shared,
            basis=row["electricity_basis"],
            source=source,
            start=start,
        )
        if shared:
            start, source = _KNOWN
            yield Designation(
                **described,
                operator=Operator.ORES,
                partly=True,
                basis=BasisChoices.EXCLUSION,
                source=source,
                start=start,
            )
    if name := row["gas_dso"]:
        start, source = _GAS
        yield Designation(
            commune_id=row["nis_code"],
            utility=Utility.GAS,
            operator=name.lower(),
            basis=BasisChoices.DECREE,
            source=source,
            start=start,
            recorded_at=now,
        )


def _trace(code: str, designation: Designation, by: str, now: datetime) -> None:
    record(
        code=code,
        at=now,
        actor_kind="staff",
        actor_id=by,
        detail={
            "commune": designation.commune_id,
            "utility": str(designation.utility),
            "operator": str(designation.operator),
        },
    )
