"""Somebody's text as a cell of a CSV file."""

_STARTS_FORMULA = tuple("=+-@|%")


def plain(text: str, *, separators: str = ",;") -> str:
    """`text` as one safe cell: no formula starts in it, no separator or line break ends it (CWE-1236)."""
    cleaned = "".join(letter for letter in text if letter.isprintable())
    if cleaned.lstrip()[:1] in _STARTS_FORMULA:
        cleaned = "'" + cleaned
    if any(letter in cleaned for letter in separators + '"'):
        cleaned = '"' + cleaned.replace('"', '""') + '"'
    return cleaned
