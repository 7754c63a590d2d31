"""The communes of Wallonia, as `communes.csv` tells them.

The state of 2023: Bastogne and Bertogne, which merged at the turn of 2024 to 2025, still stand apart there. Postal
codes are out of belgium-geographic-data by Mathias Leroy (MIT). `electricity_basis` says how we know the operator:
`decree` (designated by the Walloon Government), `press`, or `exclusion` (designated to nobody else). An empty
`gas_dso` means that nobody told, not that there is no gas.
"""

import csv
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).with_name("communes.csv")


@cache
def rows() -> Sequence[Mapping[str, str]]:
    """The file's rows in the order of names: nis_code, commune, province, postal_codes (apart by spaces),
    electricity_dso, electricity_basis, gas_dso, note."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return sorted(csv.DictReader(lines), key=lambda row: _without_accents(row["commune"]))


@cache
def communes() -> Mapping[str, str]:
    """Name by NIS code, in the order of names."""
    return MappingProxyType({row["nis_code"]: row["commune"] for row in rows()})


def _without_accents(name: str) -> str:
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().lower()
