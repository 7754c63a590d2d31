"""The communes of Wallonia by NIS code.

`communes.csv` holds code and name of the 262 communes as of 2023, out of belgium-geographic-data by Mathias Leroy
(MIT). Bastogne and Bertogne, which merged at the turn of 2024 to 2025, still stand apart there.
"""

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).with_name("communes.csv")


@cache
def communes() -> Mapping[str, str]:
    """Name by NIS code, in the order of names."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = [(row["nis_code"], row["commune"]) for row in csv.DictReader(lines)]
    return MappingProxyType(dict(sorted(rows, key=lambda row: _without_accents(row[1]))))


def _without_accents(name: str) -> str:
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().lower()
