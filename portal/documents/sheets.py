"""Tables that leave the portal as CSV or XLSX: rows of texts, numbers and days, marked with their class (R16).

A text is never read as a formula: CSV cells are guarded (CWE-1236), and XLSX cells are written as text.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain, islice
from typing import IO

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.model import Confidentiality
from portal.documents.pdf import class_in_words
from portal.primitives.cells import plain

Cell = str | int | date
_BYTES_PER_CHUNK = 64 * 1024
_LINES_PER_CHUNK = 1_000


class SheetFormat(StrEnum):
    """The kinds of file that a table leaves as."""

    CSV = "csv"
    XLSX = "xlsx"


_CONTENT_TYPES = {
    SheetFormat.CSV: "text/csv; charset=utf-8",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its words in the reader's language. `name` is of the file: nobody is named in it.

    `about` are facts for a second sheet, which a CSV file does not have.
    """

    name: str
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    classed: Confidentiality
    about: Sequence[tuple[str, str]] = ()
    language: str = field(default_factory=lambda: translation.get_language() or "fr")

    def file_name(self, file_format: SheetFormat) -> str:
        """`journal-2026-11-25-C4.csv`"""
        return f"{self.name}-{self.classed}.{file_format}"

    def content_type(self, file_format: SheetFormat) -> str:
        return _CONTENT_TYPES[file_format]

    def chunks(self, file_format: SheetFormat) -> Iterator[bytes]:
        """The file in pieces."""
        return self._csv() if file_format is SheetFormat.CSV else self._xlsx()

    def _csv(self) -> Iterator[bytes]:
        """Byte-order mark, semicolons and CRLF, as spreadsheets here expect them; days as ISO 8601."""
        rows = chain([self.headings], self.rows)
        piece = "\ufeff"
        while True:
            with translation.override(self.language):  # it is written when the request may be over
                piece += "".join(";".join(map(_text, row)) + "\r\n" for row in islice(rows, _LINES_PER_CHUNK))
            if not piece:
                return
            yield piece.encode()
            piece = ""

    def _xlsx(self) -> Iterator[bytes]:
        with tempfile.TemporaryFile() as file:
            with translation.override(self.language):
                self._write(file)
            file.seek(0)
            while piece := file.read(_BYTES_PER_CHUNK):
                yield piece

    def _write(self, file: IO[bytes]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        workbook = xlsxwriter.Workbook(file, options)
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        a_day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet = workbook.add_worksheet(self.title[:31])
        sheet.set_column(0, len(self.headings), 22)
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate(self.headings):
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(self.rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, a_day)
                elif isinstance(cell, int):
                    sheet.write_number(number, place, cell)
                else:
                    sheet.write_string(number, place, cell)
        about = workbook.add_worksheet(_("About this file"))
        about.set_column(0, 1, 40)
        for number, (name, fact) in enumerate([(_("Class"), class_in_words(self.classed)), *self.about]):
            about.write_string(number, 0, name)
            about.write_string(number, 1, fact)
        workbook.set_properties({"title": self.title, "category": self.classed.value, "company": "Raccord"})
        workbook.set_custom_property("Classification", self.classed.value)
        workbook.close()


def _text(cell: Cell) -> str:
    return plain(cell, separators=";") if isinstance(cell, str) else str(cell)
