"""Energy by hour and day, as SVG: one column a day, one row an hour, one path a shade."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from numpy.typing import NDArray

SHADES = 7
_PERCENTILE = 97  # the darkest shade begins here, so that one kettle does not bleach the month


@dataclass(frozen=True, slots=True)
class Grid:
    """Where a heatmap is drawn."""

    css: str
    width: int
    row: int  # height of a row, gap included
    left: int
    edge: int  # y of the labels below


LARGE = Grid("only-l", 720, 11, 44, 17)
SMALL = Grid("only-s", 346, 10, 44, 17)
_TOP = 4


@dataclass(frozen=True, slots=True)
class Column:
    """A day: its label below ("" for none) and whether it is a weekend."""

    label: str
    strong: bool = False


def shade_step(values: NDArray[np.int64]) -> float:
    """How much energy one shade stands for: the darkest begins at `SHADES - 1` steps. 1 when nothing is known."""
    known = values[values >= 0]
    if not known.size:
        return 1.0
    top = float(np.percentile(known, _PERCENTILE))
    return max(top / (SHADES - 0.5), 1.0)


def shades(values: NDArray[np.int64], step: float) -> NDArray[np.int64]:
    """The shade of each value, 0 to `SHADES - 1`; -1 where the value is missing."""
    return np.where(values < 0, -1, np.minimum((values / step).astype(np.int64), SHADES - 1))


def draw(
    per_hour: NDArray[np.int64],
    columns: Sequence[Column],
    *,
    grid: Grid,
    name: str,
    hours: Sequence[str],
    order: Sequence[int] = tuple(range(24)),
) -> SafeString:
    """The `<svg>` of `per_hour`, shaped [days, 24] by local clock hour, -1 = missing (no cell: a gap).

    `hours` are the labels of rows 0, 6, 12 and 18 from the top; `order` the clock hour of each row from the top.
    """
    shade = shades(per_hour, shade_step(per_hour))[:, list(order)]
    slot = (grid.width - grid.left) / max(len(columns), 1)
    width = f"{slot - 1:.1f}"
    height = grid.row - 1
    cell = f"h{width}v{height}h-{width}z"
    bottom = _TOP + 24 * grid.row
    xs = [f"{grid.left + slot * day:.1f}" for day in range(len(columns))]
    parts = [
        f'<svg class="chart heat {grid.css}" viewBox="0 0 {grid.width} {bottom + grid.edge + 5}" role="img"'
        f' aria-label="{escape(name)}">'
    ]
    for level in range(SHADES):
        days, rows = np.nonzero(shade == level)
        if days.size:
            places = zip(days.tolist(), rows.tolist(), strict=True)
            path = "".join([f"M{xs[day]} {_TOP + grid.row * row}{cell}" for day, row in places])
            parts.append(f'<path class="l{level}" d="{path}"/>')
    for n, text in enumerate(hours):
        y = _TOP + grid.row * 6 * n + 10 - (grid.row == 10)
        parts.append(f'<text x="36" y="{y}" text-anchor="end">{escape(text)}</text>')
    for n, column in enumerate(columns):
        if column.label:
            weight = ' class="we"' if column.strong else ""
            x = grid.left + slot * n + (slot - 1) / 2
            parts.append(
                f'<text x="{x:.1f}" y="{bottom + grid.edge}" text-anchor="middle"{weight}>'
                f"{escape(column.label)}</text>"
            )
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308  each text above is escaped
