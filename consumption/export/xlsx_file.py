"""XLSX for people: real days and numbers, one row a moment, one column a channel. Written in constant memory.

Text is always written as text, so that no meter number or name becomes a formula. The class stands in the
document's properties and on the second sheet (R16).
"""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

import numpy as np
import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consumption.export.tables import CLASS, UNITS, Series, Table
from consumption.history.series import Moments
from consumption.store import calendar
from consumption.store.kinds import Channel, Status
from portal.access.kinds import Granularity, LegalBasis

_BYTES_PER_CHUNK = 64 * 1024
_DAY_SECONDS = 86_400
_EXCEL_EPOCH = np.datetime64("1899-12-30", "s")


def chunks(table: Table) -> Iterator[bytes]:
    """The file in pieces. The whole is put together in a temporary file first: a zip has its index at its end."""
    with tempfile.TemporaryFile() as file:
        with translation.override(table.language):  # it is written when the request may be over
            _write(file, table)
        file.seek(0)
        while piece := file.read(_BYTES_PER_CHUNK):
            yield piece


def _write(file: IO[bytes], table: Table) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(file, options)
    _write_values(workbook, table)
    _write_about(workbook, table)
    workbook.set_properties({"title": _title(table), "category": CLASS, "company": "Raccord"})
    workbook.set_custom_property("Classification", CLASS)
    workbook.close()


def _write_values(workbook: Any, table: Table) -> None:
    sheet = workbook.add_worksheet(_("Consumption"))
    fine = table.granularity is Granularity.INTERVAL
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm" if fine else "dd/mm/yyyy"})
    number = workbook.add_format({"num_format": "#,##0.000"})
    sheet.set_column(0, 1, 17)
    sheet.set_column(2, 20, 14)
    sheet.freeze_panes(1, 2)
    for place, text in enumerate(_headings(table)):
        sheet.write_string(0, place, text, bold)
    words = {int(status): str(word) for status, word in _status_words().items()}
    for row, (start, end, offset, cells) in enumerate(_rows(table), 1):
        sheet.write_number(row, 0, start, moment)
        sheet.write_number(row, 1, end, moment)
        if fine:
            sheet.write_string(row, 2, offset)
        for place, (value, status, night) in enumerate(cells):
            first = (3 if fine else 2) + place * _width(table)
            if value >= 0:
                sheet.write_number(row, first, value / 1000, number)
            sheet.write_string(row, first + 1, words[status])
            if not fine and night >= 0:
                sheet.write_number(row, first + 2, night / 1000, number)


def _width(table: Table) -> int:
    return 2 if table.granularity is Granularity.INTERVAL else 3


def _headings(table: Table) -> list[str]:
    fine = table.granularity is Granularity.INTERVAL
    found = [pgettext("start of a period", "From"), pgettext("end of a period", "Until")]
    found += [_("Offset from UTC")] if fine else []
    names = _channel_words()
    for series in table.series:
        name = f"{names[series.channel]} ({UNITS[series.channel]})"
        found += [name, _("State")]
        if not fine:
            found.append(_("of which on the night register ({unit})").format(unit=UNITS[series.channel]))
    return found


_Cell = tuple[int, int, int]  # value, status, part on the night register


def _rows(table: Table) -> Iterator[tuple[float, float, str, list[_Cell]]]:
    """Each row: start and end as Excel counts days (local clock), the offset, and a cell per series."""
    if not table.series:
        return
    keys = np.unique(np.concatenate([_key(series) for series in table.series]), axis=0)
    starts, ends = keys[:, 0].view("datetime64[s]"), keys[:, 1].view("datetime64[s]")
    local = calendar.local_times(starts)
    offsets = ((local - starts).astype(np.int64) // 3600).tolist()
    cells = [_cells(series, keys) for series in table.series]
    serials = zip(_serials(local), _serials(calendar.local_times(ends)), offsets, strict=True)
    for (start, end, offset), *row in zip(serials, *cells, strict=True):
        yield start, end, f"+{offset:02d}:00", row


def _key(series: Series) -> np.ndarray[Any, Any]:
    return np.stack([series.starts.astype(np.int64), series.ends.astype(np.int64)], axis=1)


def _cells(series: Series, keys: np.ndarray[Any, Any]) -> list[_Cell]:
    """The series' cell of each row of `keys`; rows that it does not have are missing."""
    place = {key: n for n, key in enumerate(map(tuple, _key(series).tolist()))}
    values, statuses = series.values.tolist(), series.statuses.tolist()
    nights = series.night_part.tolist() if series.night_part is not None else [-1] * len(series)
    found = (place.get((start, end)) for start, end in keys.tolist())
    return [(-1, int(Status.MISSING), -1) if n is None else (values[n], statuses[n], nights[n]) for n in found]


def _serials(local: Moments) -> list[float]:
    serials: list[float] = ((local - _EXCEL_EPOCH).astype(np.int64) / _DAY_SECONDS).tolist()
    return serials


def _write_about(workbook: Any, table: Table) -> None:
    sheet = workbook.add_worksheet(_("About this file"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    last = table.period.end or table.period.start
    facts = [
        (_("Class"), _class_words(table)),
        *_basis_facts(table),
        ("EAN", table.access_point.ean),
        (_("Address"), table.access_point.address),
        (_("Meters"), ", ".join(meter.number for meter in table.meters)),
        (_("First day"), table.period.start.isoformat()),
        (_("Up to, not included"), last.isoformat()),
        (_("Made at"), table.made_at.isoformat(timespec="seconds")),
    ]
    for row, (name, fact) in enumerate(facts):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, fact)


def _class_words(table: Table) -> str:
    if table.basis:
        return _("C4, confidential: data of a customer. Use them for the purpose that the customer agreed to.")
    return _("C4, confidential: your own consumption data. Share it only with whom you choose.")


def _basis_facts(table: Table) -> list[tuple[str, str]]:
    """On which basis an organisation has the file; nothing for residents, whose own data it holds."""
    if not table.basis:
        return []
    named = _("Mandate of the customer") if table.basis == LegalBasis.MANDATE else table.basis
    facts = [(_("Legal basis"), named), (_("Reference"), table.grant.reference)]
    return [*facts, (_("Counts until"), table.grant.until.isoformat())] if table.grant.until else facts


def _title(table: Table) -> str:
    return _("Consumption of gas") if table.access_point.energy == "gas" else _("Consumption of electricity")


def _channel_words() -> dict[Channel, str]:
    return {
        Channel.OFFTAKE: _("Offtake"),
        Channel.INJECTION: _("Injection"),
        Channel.GAS_ENERGY: _("Gas, energy"),
        Channel.GAS_VOLUME: _("Gas, volume"),
    }


def _status_words() -> dict[Status, str]:
    return {
        Status.MISSING: _("No value"),
        Status.MEASURED: _("Measured"),
        Status.ESTIMATED: _("Estimated"),
        Status.CORRECTED: _("Corrected"),
        Status.PARTLY_MISSING: _("Incomplete"),
    }
