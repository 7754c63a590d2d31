"""Handing out the files of an export, to members of its organisation, while the right that each part was read by
still counts."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from consumption.bulk_export import queries
from consumption.bulk_export.models import BulkExport, ExportPiece, ExportPoint
from consumption.bulk_export.states import ExportState
from consumption.export import tidy_csv
from consumption.export.tables import CLASS
from consumption.partner.queries import KINDS
from portal.access.actor import Actor
from portal.access.grants import Grant, grants_on
from portal.access.kinds import DataKind
from portal.access.operations import disclose_all
from portal.audit.operations import record
from portal.customers.queries import visible_period
from portal.grid.models import Energy
from portal.primitives.errors import UnableTo
from portal.primitives.period import Period


class UnableToFetch(UnableTo):
    """There are no files: not yet, or not any more."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file on its way out; nobody is named in `name`."""

    name: str
    chunks: Iterator[bytes]


def fetch(*, export: BulkExport, energy: Energy, actor: Actor, now: datetime) -> Fetched:
    """The file of one energy, traced before its first byte. Raises `UnableToFetch`.

    That somebody fetches is one event. Each customer's journal is told too, by one statement for some hundreds of
    access points before their lines leave: of a download that is broken off, no more is told than some hundreds.

    What was read by a right that has ended since, or does not hold all of its days any more, is left out: the data
    of a mandate that was revoked this morning are not handed out this afternoon, nor those of days that turned out
    to be the former occupant's.
    """
    _trace(export, energy.value, actor, now)
    return Fetched(_name(export, f"{energy}", f"{export.step.name.lower()}-"), _lines(export, energy, actor, now))


def fetch_outcome(*, export: BulkExport, actor: Actor, now: datetime) -> Fetched:
    """What became of each access point, traced as one line: it tells nothing that the mandates do not. Raises
    `UnableToFetch`."""
    _trace(export, "outcome", actor, now)
    return Fetched(_name(export, "outcome", ""), _outcome_lines(export))


def _trace(export: BulkExport, part: str, actor: Actor, now: datetime) -> None:
    if export.state != ExportState.READY or export.expires_at is None or export.expires_at <= now:
        raise UnableToFetch
    record(
        code="bulk_export_fetched",
        at=now,
        **actor.traced,
        period=export.period,
        reference=str(export.public_id),
        channel="file",
        detail={"part": part},
    )


def _name(export: BulkExport, what: str, grain: str) -> str:
    last = export.end - timedelta(days=1)
    return f"{what}-{export.start}-{last}-{grain}{CLASS}.csv"


def _lines(export: BulkExport, energy: Energy, actor: Actor, now: datetime) -> Iterator[bytes]:
    last = tidy_csv.last_column(export.step)
    yield f"ean,start,end,channel,value,unit,status,{last},basis,reference\r\n".encode()
    for points in queries.exported_points(export, energy):
        counting = _counting(points, actor, now)
        handed = {
            point: _of_file(grant, export, point)
            for point in points
            if (grant := counting.get((point.access_point_id, point.reference)))
            and _holds(grant.period, point, now)
        }
        disclose_all(grants=handed.values(), channel="file", code="bulk_export_handed_out")
        for point in handed:
            yield from _pieces(point)


def _counting(points: Sequence[ExportPoint], actor: Actor, now: datetime) -> dict[tuple[int | None, str], Grant]:
    """The rights on these that count now, by access point and reference: what was read under another one, or of
    other days, is not handed out any more."""
    homes = [point.access_point for point in points if point.access_point]
    found = grants_on(actor=actor, access_points=homes, kinds=KINDS, period=visible_period(now), now=now)
    return {(grant.access_point.pk, grant.reference): grant for grant in found}


def _of_file(grant: Grant, export: BulkExport, point: ExportPoint) -> Grant:
    """The right, for what the file holds of it."""
    return replace(
        grant,
        period=Period(point.start or grant.period.start, point.end),
        kinds=grant.kinds & {DataKind.HISTORY} or grant.kinds,
        granularity=export.step,
    )


def _holds(period: Period, point: ExportPoint, now: datetime) -> bool:
    """Whether the days read are in `period` still. That three years ago is a few days later by now is no end."""
    if point.start is None or point.end is None:
        return False
    begins = period.start <= max(point.start, visible_period(now).start)
    return begins and (period.end is None or point.end <= period.end)


def _pieces(point: ExportPoint) -> Iterator[bytes]:
    pieces = ExportPiece.objects.filter(point=point).order_by("number").values_list("lines", flat=True)
    for lines in pieces.iterator(chunk_size=1):
        yield zlib.decompress(bytes(lines))


def _outcome_lines(export: BulkExport) -> Iterator[bytes]:
    yield b"ean,energy,outcome,start,end,basis,reference,until\r\n"
    for points in queries.all_points(export):
        yield "".join(_outcome_line(point) for point in points).encode()


def _outcome_line(point: ExportPoint) -> str:
    energy = point.access_point.energy if point.access_point else ""
    days = [day.isoformat() if day else "" for day in (point.start, point.end)]
    until = point.until.isoformat() if point.until else ""
    return ",".join([point.ean, energy, point.outcome, *days, point.basis, point.reference, until]) + "\r\n"
