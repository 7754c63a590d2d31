"""CSV for programs: one value a line, ISO 8601 with offset, dot decimals, UTF-8, CRLF (RFC 4180).

Columns: start, end, channel, value, unit, status, and of intervals the register that counted them (day, night), of
longer rows the part on the night register. No value is an empty cell. A file for an organisation also tells the
legal basis and its reference, on each line.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from consumption.export import columns
from consumption.export.tables import UNITS, Series, Table
from consumption.store import calendar
from consumption.store.kinds import Status
from portal.access.kinds import Granularity

_STATUSES = [status.name.lower() for status in Status]
_REGISTERS = ["day", "night"]


def chunks(table: Table) -> Iterator[bytes]:
    """The file in pieces."""
    head = "start,end,channel,value,unit,status," + last_column(table.granularity)
    yield f"{head},basis,reference\r\n".encode() if table.basis else f"{head}\r\n".encode()
    yield from lines(table)


def last_column(granularity: Granularity) -> str:
    """What a line tells of the two registers."""
    return "register" if granularity is Granularity.INTERVAL else "night_value"


def lines(table: Table, before: Sequence[bytes] = ()) -> Iterator[bytes]:
    """The lines below the head in pieces, each beginning with the cells `before`."""
    after = [table.basis.encode(), table.grant.reference.encode()] if table.basis else []
    for series in table.series:
        if len(series):
            yield from columns.lines([*before, *_columns(series), *after], b",", b"\r\n")


def _columns(series: Series) -> list[columns.Column]:
    starts, ends = _moments(series)
    if series.on_night is not None:
        last: columns.Column = columns.chosen(_REGISTERS, series.on_night.astype(np.int64))
    elif series.night_part is not None:
        last = columns.thousandths(series.night_part)
    else:
        last = b""
    return [
        starts,
        ends,
        series.channel.name.lower().encode(),
        columns.thousandths(series.values),
        UNITS[series.channel].encode(),
        columns.chosen(_STATUSES, series.statuses),
        last,
    ]


def _moments(series: Series) -> tuple[columns.Text, columns.Text]:
    """Starts and ends as text; where each row ends as the next one starts, the text is made once."""
    if np.array_equal(series.starts[1:], series.ends[:-1]):
        edges = np.append(series.starts, series.ends[-1:])
        text = columns.iso_moments(edges, calendar.local_times(edges))
        return text[:-1], text[1:]
    return (
        columns.iso_moments(series.starts, calendar.local_times(series.starts)),
        columns.iso_moments(series.ends, calendar.local_times(series.ends)),
    )
