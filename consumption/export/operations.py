"""Making a file of a history: traced before its first byte (R14), marked with its class (R16)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from consumption.export import belgian_csv, json_file, tables, tidy_csv, xlsx_file
from consumption.export.tables import CLASS, Series, Table
from consumption.history import queries
from consumption.history.operations import (
    disclose_buckets,
    disclose_days,
    disclose_index_history,
    disclose_intervals,
)
from consumption.history.series import MeterSpan, Step
from portal.access.grants import Grant
from portal.access.kinds import Granularity
from portal.primitives.period import Period


class FileFormat(StrEnum):
    """The kinds of file that a history leaves as."""

    CSV = "csv"
    BELGIAN = "belgian"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Kind:
    content_type: str
    suffix: str
    chunks: Callable[[Table], Iterator[bytes]]


_KINDS = {
    FileFormat.CSV: _Kind("text/csv; charset=utf-8", "csv", tidy_csv.chunks),
    FileFormat.BELGIAN: _Kind("text/csv; charset=utf-8", "csv", belgian_csv.chunks),
    FileFormat.XLSX: _Kind(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", xlsx_file.chunks
    ),
    FileFormat.JSON: _Kind("application/json", "json", json_file.chunks),
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file on its way out. Nobody is named in `name`: neither EAN nor address."""

    name: str
    content_type: str
    chunks: Iterator[bytes]


def export_history(
    *,
    grant: Grant,
    period: Period,
    granularity: Granularity,
    file_format: FileFormat,
    language: str = "en",
    channel: str = "file",
    purpose: str = "",
    meters: Sequence[MeterSpan] | None = None,
) -> ExportFile:
    """Trace, read, and give the file in pieces, the days of `period` that the grant holds.

    `meters` are `queries.meters` of `grant`, where they are known already. A granularity that the meters do not
    have gives a file without values. Raises `NotVisible` when nothing of
    `period` is in the grant, or the grant is coarser than `granularity`.
    """
    table = disclose_table(
        grant=grant,
        period=period,
        granularity=granularity,
        language=language,
        channel=channel,
        purpose=purpose,
        meters=meters,
    )
    kind = _KINDS[file_format]
    return ExportFile(_name(table, kind), kind.content_type, kind.chunks(table))


def disclose_table(
    *,
    grant: Grant,
    period: Period,
    granularity: Granularity,
    language: str = "en",
    channel: str = "file",
    purpose: str = "",
    meters: Sequence[MeterSpan] | None = None,
) -> Table:
    """Trace, then read, what a file of any format is written from. As `export_history`."""
    spans = tuple(queries.meters(grant) if meters is None else meters)
    by_reading = queries.read_by_a_person(spans)
    series = _disclosed(grant, period, granularity, channel, purpose, by_reading=by_reading)
    inside = queries.closed_period(grant.narrowed(period))
    return Table(
        grant=grant,
        granularity=granularity,
        period=inside,
        series=series,
        meters=_in_place(spans, inside, named=not grant.actor.is_holder),  # a mandate for a history names no meter
        language=language,
        by_reading=by_reading,
    )


def _disclosed(
    grant: Grant, period: Period, granularity: Granularity, channel: str, purpose: str, *, by_reading: bool
) -> tuple[Series, ...]:
    if by_reading:
        return tables.of_readings(
            disclose_index_history(grant=grant, period=period, channel=channel, purpose=purpose)
        )
    if granularity < Granularity.DAY:
        step = Step.MONTH if granularity is Granularity.MONTH else Step.YEAR
        sums = disclose_buckets(grant=grant, period=period, step=step, channel=channel, purpose=purpose)
        return tuple(tables.of_buckets(key, buckets) for key, buckets in sums.items())
    if granularity is Granularity.DAY:
        days = disclose_days(grant=grant, period=period, channel=channel, purpose=purpose)
        return tuple(tables.of_days(key, history) for key, history in days.items())
    intervals = disclose_intervals(grant=grant, period=period, channel=channel, purpose=purpose)
    return tuple(tables.of_intervals(key, history) for key, history in intervals.items())


def _in_place(spans: tuple[MeterSpan, ...], period: Period, *, named: bool) -> tuple[MeterSpan, ...]:
    inside = (meter for meter in spans if meter.period.intersection(period))
    return tuple(meter if named else replace(meter, number="") for meter in inside)


def _name(table: Table, kind: _Kind) -> str:
    """`electricity-2026-10-01-2026-10-31-day-C4.csv`: the days are the first and the last one. What leaves for an
    organisation also names the legal basis."""
    last = (table.period.end or table.period.start) - timedelta(days=1)
    grain = "readings" if table.by_reading else table.granularity.name.lower()
    basis = f"{table.basis}-" if table.basis else ""
    return f"{table.access_point.energy}-{table.period.start}-{last}-{grain}-{basis}{CLASS}.{kind.suffix}"
