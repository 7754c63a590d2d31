"""Asking for a bulk export, and calling it off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from consumption.bulk_export.models import BulkExport, ExportPiece, ExportPoint
from consumption.bulk_export.states import OPEN, ExportState, sources
from consumption.partner.queries import access_points
from portal.access.actor import Actor
from portal.access.kinds import Granularity
from portal.accounts.models import Organisation
from portal.audit.operations import record
from portal.identity.models import User
from portal.primitives.ean import Ean
from portal.primitives.errors import UnableTo
from portal.primitives.period import Period

MOST_POINTS = 20_000
MOST_LINES = 50_000_000  # about 3 GB of text, 200 MB as stored
MOST_OPEN = 3  # of one organisation at a time
_LINES_A_DAY = {Granularity.INTERVAL: 96, Granularity.DAY: 1, Granularity.MONTH: 1 / 30, Granularity.YEAR: 1 / 365}


class UnableToExport(UnableTo):
    """`code`: nothing (nothing is visible of what was chosen), too_many (access points), too_large (lines),
    too_many_open (exports of the organisation)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Selection:
    """Which access points: those of `eans`, or all that are visible and fit `search`."""

    search: str = ""
    eans: tuple[Ean, ...] = ()


def ask(
    *, actor: Actor, user: User, selection: Selection, granularity: Granularity, period: Period, now: datetime
) -> BulkExport:
    """Queue the export. Of an EAN that is not visible nothing is told but that, when its turn has come.

    `period` has an end. Raises `UnableToExport`.
    """
    points = _points(actor, selection, now)
    _refuse_too_much(points, granularity, period)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=actor.organisation_id or 0)
        if BulkExport.objects.filter(organisation=organisation, state__in=OPEN).count() >= MOST_OPEN:
            raise UnableToExport("too_many_open")
        export = BulkExport.objects.create(
            organisation=organisation,
            user=user,
            granularity=granularity,
            start=period.start,
            end=period.end or period.start,
            asked_at=now,
            changed_at=now,
            total=len(points),
        )
        ExportPoint.objects.bulk_create(
            (
                ExportPoint(export=export, place=place, ean=ean, access_point_id=key)
                for place, (ean, key) in enumerate(points)
            ),
            batch_size=2000,
        )
        _trace("bulk_export_asked", export, actor, now)
    return export


def cancel(*, export: BulkExport, actor: Actor, now: datetime) -> bool:
    """Call it off, and delete what was made. False when it had ended already."""
    with transaction.atomic():
        ended = end(BulkExport.objects.filter(pk=export.pk), ExportState.CANCELLED, now=now)
        if ended:
            _trace("bulk_export_cancelled", export, actor, now)
    return bool(ended)


def end(exports: Iterable[BulkExport], state: ExportState, *, now: datetime) -> int:
    """Move the exports to a state without files, those that may go there, and delete their pieces. In the caller's
    transaction. Returns how many were moved."""
    keys = [export.pk for export in exports]
    movable = BulkExport.objects.select_for_update().filter(pk__in=keys, state__in=sources(state)).order_by("pk")
    moved = list(movable.values_list("pk", flat=True))
    BulkExport.objects.filter(pk__in=moved).update(state=state, changed_at=now, lease=None, lease_until=None)
    ExportPiece.objects.filter(point__export__in=moved).delete()
    return len(moved)


def _points(actor: Actor, selection: Selection, now: datetime) -> Sequence[tuple[str, int | None]]:
    """EAN and key of each access point, in the order of the files."""
    visible = access_points(actor, search=selection.search, now=now)
    if selection.eans:
        visible = visible.filter(ean__in=selection.eans)
    rows = list(visible.order_by("energy", "ean").values_list("ean", "pk")[: MOST_POINTS + 1])
    if not rows:
        raise UnableToExport("nothing")
    known = {ean for ean, _key in rows}
    return [*rows, *((str(ean), None) for ean in sorted(set(selection.eans) - known))]


def _refuse_too_much(points: Sequence[object], granularity: Granularity, period: Period) -> None:
    if len(points) > MOST_POINTS:
        raise UnableToExport("too_many")
    if len(points) * max(1, period.length * _LINES_A_DAY[granularity]) > MOST_LINES:
        raise UnableToExport("too_large")


def _trace(code: str, export: BulkExport, actor: Actor, now: datetime) -> None:
    record(
        code=code,
        at=now,
        **actor.traced,
        period=export.period,
        granularity=export.step.name.lower(),
        reference=str(export.public_id),
        channel="file",
        detail={"points": export.total},
    )
