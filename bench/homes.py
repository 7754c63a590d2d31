"""Made-up homes: use in the morning and the evening, sun on some roofs, as quarter-hours in Wh."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from django.db import connection
from numpy.typing import NDArray

HOURS = np.arange(96) / 4
_SHAPE = 0.5 + np.exp(-((HOURS - 7.5) ** 2) / 3) + 1.6 * np.exp(-((HOURS - 19) ** 2) / 8)
_SUN = np.clip(np.sin((HOURS - 6) / 12 * np.pi), 0, None) ** 1.5


def offtake(random: np.random.Generator, homes: int) -> NDArray[np.int64]:
    """int64[homes, 96]: a base load, a shape of the day, and devices that come and go."""
    level = random.lognormal(3.9, 0.5, (homes, 1))
    noise = random.lognormal(0, 0.35, (homes, 96))
    devices = random.integers(200, 600, (homes, 96)) * (random.random((homes, 96)) < 0.05)
    values: NDArray[np.int64] = (level * _SHAPE * noise + devices).astype(np.int64)
    return values


def injection(random: np.random.Generator, homes: int) -> NDArray[np.int64]:
    """int64[homes, 96]: nothing at night, clouds by day."""
    peak = random.lognormal(6, 0.4, (homes, 1))
    values: NDArray[np.int64] = (peak * _SUN * random.beta(4, 2, (homes, 96))).astype(np.int64)
    return values


def make_meters(homes: int) -> None:
    """`homes` access points with ids 1, 2, …, each with a digital meter whose number ends with that id."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE grid_accesspoint, grid_meter CASCADE")
        cursor.execute(
            """
            INSERT INTO grid_accesspoint (id, public_id, ean, energy, operator, street, house_number, box,
              postal_code, locality, municipality)
            SELECT n, gen_random_uuid(), '541449' || lpad(n::text, 12, '0'), 'electricity', 'ORES', 'Rue', '1', '',
              '5000', 'Namur', '92094' FROM generate_series(1, %s) AS n
            """,
            [homes],
        )
        cursor.execute("SELECT setval(pg_get_serial_sequence('grid_accesspoint', 'id'), %s)", [homes])
        cursor.execute(
            """
            INSERT INTO grid_meter (access_point_id, number, kind, installed_on)
            SELECT n, '1SAG' || lpad(n::text, 10, '0'), 'digital', date '2020-01-01'
            FROM generate_series(1, %s) AS n
            """,
            [homes],
        )
        cursor.execute("ANALYZE grid_accesspoint, grid_meter")


def write_night(path: Path, day: date, homes: range, *, seed: int = 1) -> int:
    """A feed with the day of each of `homes` (ids), every third with a roof of panels; gives its lines."""
    random = np.random.default_rng(seed)
    lines = 0
    with path.open("wb") as file:
        for block in range(0, len(homes), 10_000):
            ids = homes[block : block + 10_000]
            sun = injection(random, len(ids))
            for at, (home, values) in enumerate(zip(ids, offtake(random, len(ids)).tolist(), strict=True)):
                file.write(_line(home, "1.8.0", day, values))
                lines += 1
                if home % 3 == 0:
                    file.write(_line(home, "2.8.0", day, sun[at].tolist()))
                    lines += 1
    return lines


def _line(home: int, register: str, day: date, values: list[int]) -> bytes:
    record: dict[str, Any] = {
        "meter": f"1SAG{home:010d}",
        "register": register,
        "day": day.isoformat(),
        "unit": "kWh",
        "interval": "PT15M",
        "values": [value / 1000 for value in values],
    }
    return orjson.dumps(record) + b"\n"


def blocks(homes: int, size: int = 10_000) -> Iterator[range]:
    """Ids in ranges of at most `size`."""
    for start in range(1, homes + 1, size):
        yield range(start, min(start + size, homes + 1))
