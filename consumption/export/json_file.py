"""JSON for programs: per channel the columns `start`, `step`, `values`, straight from numpy by orjson.

Values in the unit that the channel names; a missing one is null. `status` has a place per value, its words stand
in `statuses`. Rows that are not all of one length (months, years, readings) have `starts` and `ends` instead.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson

from consumption.export.tables import CLASS, UNITS, Series, Table
from consumption.history.series import Moments, Values
from consumption.store import calendar
from consumption.store.kinds import Status
from portal.access.kinds import Granularity

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY


def chunks(table: Table) -> Iterator[bytes]:
    """The file in pieces: a head, then one piece per channel."""
    head: dict[str, Any] = {
        "class": CLASS,
        "access_point": str(table.access_point.public_id),
        "energy": table.access_point.energy,
        "granularity": table.granularity.name.lower(),
        "period": {"start": table.period.start, "end": table.period.end},
        "made_at": table.made_at,
        "statuses": {str(int(status)): status.name.lower() for status in Status},
    }
    if table.basis:
        head["basis"] = {"code": table.basis, "reference": table.grant.reference, "until": table.grant.until}
    yield orjson.dumps(head)[:-1] + b',"channels":['
    for number, series in enumerate(table.series):
        yield (b"," if number else b"") + orjson.dumps(_channel(table, series), option=_OPTIONS)
    yield b"]}"


def _channel(table: Table, series: Series) -> dict[str, Any]:
    found: dict[str, Any] = {"channel": series.channel.name.lower(), "unit": UNITS[series.channel]}
    if table.granularity >= Granularity.DAY and not table.by_reading:
        found |= {"start": _iso(series.starts[:1])[0] if len(series) else None, "step": table.step}
    else:
        found |= {"step": table.step or None, "starts": _iso(series.starts), "ends": _iso(series.ends)}
    found |= {"values": in_units(series.values), "status": series.statuses}
    if series.night_part is not None:
        found["night_values"] = in_units(series.night_part)
    if series.on_night is not None:
        found["night"] = series.on_night
    return found


def in_units(values: Values) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Wh as kWh, dm³ as m³; missing is not-a-number, which JSON gets as null."""
    return np.where(values < 0, np.nan, values / 1000)


def _iso(moments: Moments) -> list[str]:
    local = calendar.local_times(moments)
    hours = (local - moments).astype(np.int64) // 3600
    return [
        f"{shown.isoformat()}+{offset:02d}:00"
        for shown, offset in zip(local.tolist(), hours.tolist(), strict=True)
    ]
