"""The columns of Mijn Fluvius in their Dutch form, so that what reads such a file reads ours.

Byte-order mark, `;`, decimal comma, dates dd-mm-yyyy, `="EAN"`, LF. Rows follow the clock: offtake then injection,
kWh then m³. In the autumn night the doubled hour is interleaved, summer time first of each pair, and the summer
02:45 ends at 02:00. A missing value is `Geen verbruik`. Electricity of two registers names the
one that counted; of a longer row each register has its own line. Energy of gas that is estimated although the
volume was measured is the work of a provisional calorific value: `Voorlopig`.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from consumption.export import columns
from consumption.export.tables import UNITS, Series, Table
from consumption.history.series import Mask, MeterSpan, Moments, States, Values
from consumption.store import calendar
from consumption.store.kinds import Channel, Status
from portal.grid.models import Energy, MeterKind
from portal.primitives.cells import plain

_ELECTRICITY = (
    "Van datum;Van tijdstip;Tot datum;Tot tijdstip;EAN;Meter;Metertype;Register;Volume;Eenheid;Validatiestatus"
)
_GAS = _ELECTRICITY.replace(";EAN;", ";EAN-code;") + ";Calorische Bovenwaarde"
_FLOWS = {
    Channel.OFFTAKE: "Afname",
    Channel.INJECTION: "Injectie",
    Channel.GAS_ENERGY: "Afname",
    Channel.GAS_VOLUME: "Afname",
}
_STATUSES = {
    Status.MISSING: "Geen verbruik",
    Status.MEASURED: "Gevalideerd",
    Status.ESTIMATED: "Geschat",
    Status.CORRECTED: "Gecorrigeerd",
    Status.PARTLY_MISSING: "Onvolledig",
}
_METERS = {
    MeterKind.DIGITAL: "Digitale Meter",
    MeterKind.REMOTE_READ: "AMR",
    MeterKind.MONTHLY: "MMR",
    MeterKind.ANNUAL: "YMR",
}
_WHOLE, _DAY, _NIGHT = range(3)
_CALORIFIC = ["", "Definitief", "Voorlopig"]
_NONE, _FINAL, _PROVISIONAL = range(3)
_PARTS = ["", " Dag", " Nacht"]
_REGISTERS = [
    "",
    "",
    "",
    *(_FLOWS[channel] + part for channel in Channel for part in _PARTS),
]  # 3 × channel + part


def chunks(table: Table) -> Iterator[bytes]:
    """The file in pieces."""
    gas = table.access_point.energy == Energy.GAS
    yield f"\ufeff{_GAS if gas else _ELECTRICITY}\n".encode()
    rows = [part for series in table.series for part in _parts(series, table)]
    if sum(len(part[0]) for part in rows):
        yield from columns.lines(_columns(table, rows, gas=gas), b";", b"\n")


# starts, ends, values, states, registers, calorific values, channel
_Part = tuple[Moments, Moments, Values, States, NDArray[np.int64], NDArray[np.int64], Channel]


def _parts(series: Series, table: Table) -> list[_Part]:
    """The lines of one series: of intervals one each, of longer rows one per register where that is known."""
    calorific = _calorific(series, table)
    if series.night_part is None or series.channel.is_gas:
        every = np.ones(len(series), np.bool_)
        return [_cut(series, every, series.values, _register(series, table.meters), calorific)]
    split = (series.night_part >= 0) & (series.values >= 0)
    day_part = np.where(split, series.values - series.night_part, -1)
    whole = np.full(len(series), _WHOLE)
    return [
        _cut(series, ~split, series.values, whole, calorific),
        _cut(series, split, day_part, whole + _DAY, calorific),
        _cut(series, split, series.night_part, whole + _NIGHT, calorific),
    ]


def _cut(
    series: Series, rows: Mask, values: Values, register: NDArray[np.int64], calorific: NDArray[np.int64]
) -> _Part:
    return (
        series.starts[rows],
        series.ends[rows],
        values[rows],
        np.where(_provisional(calorific), Status.MEASURED, series.statuses)[rows].astype(np.uint8),
        register[rows],
        calorific[rows],
        series.channel,
    )


def _provisional(calorific: NDArray[np.int64]) -> Mask:
    found: Mask = calorific == _PROVISIONAL
    return found


def _calorific(series: Series, table: Table) -> NDArray[np.int64]:
    """Of energy of gas, whether the calorific value behind it is final; of anything else nothing."""
    none = np.full(len(series), _NONE)
    if series.channel is not Channel.GAS_ENERGY:
        return none
    volume = next((other for other in table.series if other.channel is Channel.GAS_VOLUME), None)
    final = np.where(series.values >= 0, _FINAL, _NONE)
    if volume is None or not np.array_equal(volume.starts, series.starts):
        return final
    provisional = (series.statuses == Status.ESTIMATED) & (volume.statuses == Status.MEASURED)
    return np.where(provisional, _PROVISIONAL, final)


def _register(series: Series, meters: Sequence[MeterSpan]) -> NDArray[np.int64]:
    """Which register counted each interval: as the feed tells, else by the tariff calendar where there are two."""
    if series.on_night is not None:
        night = series.on_night
    elif not series.channel.is_gas and any(".8.2" in obis for meter in meters for obis in meter.registers):
        night = calendar.night_mask(series.starts)
    else:
        return np.full(len(series), _WHOLE)
    return np.where(night, _NIGHT, _DAY)


def _columns(table: Table, parts: Sequence[_Part], *, gas: bool) -> list[columns.Column]:
    starts = np.concatenate([part[0] for part in parts])
    ends = np.concatenate([part[1] for part in parts])
    values, statuses, registers, calorific = (
        np.concatenate([np.asarray(part[n], np.int64) for part in parts]) for n in range(2, 6)
    )
    channels = np.concatenate([np.full(len(part[0]), part[6]) for part in parts])
    local = calendar.local_times(starts)
    order = _by_clock(starts, local)
    starts, local, channels = starts[order], local[order], channels[order]
    local_ends = calendar.local_times(ends[order])
    meter, kind = _meters(table, local, channels)
    found: list[columns.Column] = [
        columns.days(local, belgian=True),
        columns.times(local),
        columns.days(local_ends, belgian=True),
        columns.times(local_ends),
        f'="{table.access_point.ean}"'.encode(),
        meter,
        kind,
        columns.chosen(_REGISTERS, channels * 3 + registers[order]),
        columns.thousandths(values[order], ","),
        columns.chosen([UNITS[Channel(n)] if n else "" for n in range(5)], channels),
        columns.chosen([_STATUSES[status] for status in Status], statuses[order]),
    ]
    return [*found, columns.chosen(_CALORIFIC, calorific[order])] if gas else found


def _by_clock(starts: Moments, local: Moments) -> NDArray[np.int64]:
    """The order of the lines: by what the clock shows, summer time first, then as the series come."""
    shown = local.astype(np.int64)
    winter = (shown - starts.astype(np.int64)) < 7200
    order: NDArray[np.int64] = np.argsort(shown * 2 + winter, kind="stable")
    return order


def _meters(table: Table, local: Moments, channels: NDArray[np.int64]) -> tuple[columns.Column, columns.Column]:
    """Number and kind of the meter in place, for each line. A gas day's early hours belong to the day before."""
    numbers = [b"", *(plain(meter.number, separators=";").encode() for meter in table.meters)]
    kinds = ["", *(_METERS[meter.kind] for meter in table.meters)]
    if len(table.meters) == 1:
        return numbers[1], kinds[1].encode()
    gas = channels >= Channel.GAS_ENERGY
    days = (local - np.where(gas, 6, 0).astype("timedelta64[h]")).astype("datetime64[D]")
    firsts = np.array([meter.period.start for meter in table.meters], "datetime64[D]")
    place = np.searchsorted(firsts, days, side="right")
    return np.array(numbers)[place], columns.chosen(kinds, place)
