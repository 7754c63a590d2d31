"""Lists as people type them or their spreadsheets write them: lines, cells, and a first line that names
columns."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from portal.primitives.errors import InvalidValue


def decode(content: bytes) -> str:
    """The text of a file, in UTF-8 or as older spreadsheets write it. Raises `InvalidValue` (`not_text`)."""
    if b"\x00" in content:
        raise InvalidValue("not_text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def rows(text: str) -> list[tuple[int, list[str]]]:
    """The lines that are not empty, by number, in cells: semicolons, tabs or commas between them. Read one by
    one: a quotation mark that is never closed would swallow the rest of the list."""
    lines = text.splitlines()
    delimiter = _delimiter(lines)
    found = []
    for number, line in enumerate(lines, 1):
        try:
            cells = next(csv.reader(io.StringIO(line), delimiter=delimiter, skipinitialspace=True), [])
        except csv.Error:
            cells = [line]
        if any(cell.strip() for cell in cells):
            found.append((number, [cell.strip() for cell in cells]))
    return found


def columns(cells: Sequence[str], names: Mapping[str, Iterable[str]]) -> list[str]:
    """The column that each cell of a first line names, "" for one that names none. `names` gives for each column
    how people call it, in small letters without accents."""
    known = {name: column for column, called in names.items() for name in called}
    return [known.get(" ".join(re.findall(r"[a-z]+", bare(cell))), "") for cell in cells]


def bare(text: str) -> str:
    """Small letters without accents; ß is ss, œ is oe."""
    split = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _delimiter(lines: Iterable[str]) -> str:
    """The mark that stands in most lines; a comma also stands inside addresses, so it comes last."""
    sample = [line for line in lines if line.strip()][:50]
    for mark in (";", "\t"):
        if sum(mark in line for line in sample) * 2 >= len(sample) > 0:
            return mark
    return ","
