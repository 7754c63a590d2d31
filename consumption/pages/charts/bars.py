"""Bars of energy over time, as SVG: use above the zero line, injection below, the year before as a tick.

One row of strings, joined: a template per bar would cost more than all else on the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from django.utils.safestring import SafeString, mark_safe

from consumption.pages.charts.scale import Scale, scale


class Look(StrEnum):
    """How a bar is drawn; also its CSS class."""

    MEASURED = "use"
    ESTIMATED = "est"
    PARTIAL = "part"  # some of its values are missing


@dataclass(frozen=True, slots=True)
class Bar:
    """One step in time. Values are in the unit of the axis; None is a gap, which is not zero.

    `name` is read to people who do not see the chart; `tip` are the two lines that a pointer shows.
    """

    name: str
    tip: tuple[str, str]
    up: float | None
    down: float | None = None
    before: float | None = None
    look: Look = Look.MEASURED
    strong: bool = False  # a weekend
    href: str = ""
    blank: bool = False  # nothing to tell yet: a day still to come


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a chart is drawn: the large one from 40rem on, the small one below."""

    css: str
    width: int
    height: int
    left: int
    radius: float
    widest: int  # of a bar

    @property
    def bottom(self) -> int:
        return self.height - 27


LARGE = Canvas("only-l", 1080, 380, 40, 3, 96)
SMALL = Canvas("only-s", 346, 350, 30, 2.2, 48)
_TOP = 46
_TIP = 196  # width of a tip, unless its words need more
_LETTER = 7.2


@dataclass(frozen=True, slots=True)
class BarChart:
    """What to draw. `number` writes a value of the axis with so many decimals in the reader's language."""

    name: str
    unit: str
    bars: Sequence[Bar]
    number: Callable[[float, int], str]

    def draw(self, canvas: Canvas, labels: Sequence[str]) -> SafeString:
        """The `<svg>`; `labels` stand below the bars, one each, "" for none.

        Raises `ValueError` when a value is negative.
        """
        bars = self.bars
        above = max((value for bar in bars for value in (bar.up, bar.before) if value is not None), default=0.0)
        below = max((bar.down for bar in bars if bar.down is not None), default=0.0)
        if any(value is not None and value < 0 for bar in bars for value in (bar.up, bar.down, bar.before)):
            raise ValueError("a quantity of energy is never negative")
        measure = scale(above=above, below=below, height=canvas.bottom - _TOP)
        zero = _TOP + measure.up
        axis = self._axis(canvas, measure, zero, above, below)
        left = axis[0]
        slot = (canvas.width - left) / max(len(bars), 1)
        parts = [
            f'<svg class="chart {canvas.css}" viewBox="0 0 {canvas.width} {canvas.height}" role="group"'
            f' aria-label="{escape(self.name)}">',
            axis[1],
        ]
        for position, (bar, label) in enumerate(zip(bars, labels, strict=True)):
            x = left + slot * position
            if not bar.blank:
                parts.append(_bar(bar, canvas, measure, zero, x, slot))
            if label:
                weight = ' class="we"' if bar.strong else ""
                parts.append(
                    f'<text{weight} x="{x + slot / 2:.1f}" y="{canvas.height - 6}" text-anchor="middle"'
                    f' aria-hidden="true">{escape(label)}</text>'
                )
        parts.append("</svg>")
        return mark_safe("".join(parts))  # noqa: S308  each text above is escaped

    def _axis(self, canvas: Canvas, measure: Scale, zero: float, above: float, below: float) -> tuple[float, str]:
        """Where the bars begin, and the lines with their numbers. Long numbers push the bars to the right."""
        lines = [(zero - measure.length(value), value) for value in measure.ticks(above)]
        lines += [(zero + measure.length(value), value) for value in measure.ticks(below)]
        texts = [self.number(value, measure.decimals) for _, value in lines]
        left = max(canvas.left, max((len(text) for text in (*texts, self.unit)), default=0) * 7.4 + 9)
        parts = []
        for (y, _), text in zip(lines, texts, strict=True):
            parts.append(
                f'<path class="grid" d="M{left:g} {y:.1f}H{canvas.width}"/>'
                f'<text x="{left - 8:g}" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>'
            )
        parts.append(
            f'<text x="{left - 8:g}" y="{zero + 4:.1f}" text-anchor="end">0</text>'
            f'<text x="{left - 8:g}" y="36" text-anchor="end">{escape(self.unit)}</text>'
            f'<path class="zero" d="M{left:g} {zero:.1f}H{canvas.width}"/>'
        )
        return left, "".join(parts)


def _bar(bar: Bar, canvas: Canvas, measure: Scale, zero: float, x: float, slot: float) -> str:
    width = min(slot * 0.66, canvas.widest)
    begin = x + (slot - width) / 2
    opening = f'<a href="{escape(bar.href)}"' if bar.href else '<g class="bar" role="img"'
    parts = [
        f'{opening} aria-label="{escape(bar.name)}"><rect class="hit" x="{x:.1f}" y="{_TOP}" width="{slot:.1f}"'
        f' height="{canvas.height - 52}" rx="{4 if slot > 8 else 1}"/>'
    ]
    if bar.up is None:
        parts.append(f'<path class="gap" d="M{begin:.1f} {zero - 3:.1f}h{width:.1f}"/>')
    else:
        parts.append(_column(bar.look, begin, zero, width, measure.length(bar.up), -1, canvas.radius))
    if bar.down:  # a night without sun leaves no line
        parts.append(_column("inj", begin, zero + 2, width, measure.length(bar.down), 1, canvas.radius))
    if bar.before is not None:
        tick = f'd="M{begin - 1:.1f} {zero - measure.length(bar.before):.1f}h{width + 2:.1f}"/>'
        parts.append(f'<path class="halo" {tick}<path class="prev" {tick}')
    tip = min(max(_TIP, len(bar.tip[0]) * _LETTER + 20, len(bar.tip[1]) * _LETTER * 0.95 + 20), canvas.width)
    left = min(max(x + slot / 2 - tip / 2, 0), canvas.width - tip)
    parts.append(
        f'<g class="tip"><rect x="{left:.1f}" y="0" width="{tip:g}" height="42" rx="6"/>'
        f'<text x="{left + 10:.1f}" y="17"><tspan class="b">{escape(bar.tip[0])}</tspan></text>'
        f'<text x="{left + 10:.1f}" y="34">{escape(bar.tip[1])}</text></g>'
    )
    parts.append("</a>" if bar.href else "</g>")
    return "".join(parts)


def _column(css: str, x: float, foot: float, width: float, height: float, way: int, radius: float) -> str:
    """A bar from `foot` up (`way` -1) or down (1), its far corners rounded. Zero still leaves a thin line."""
    height = max(height, 1.0)
    round_ = min(radius, width / 3, height / 2)
    side = way * (height - round_)
    bend = way * round_
    return (
        f'<path class="{css}" d="M{x:.1f} {foot:.1f}v{side:.1f}q0 {bend:.1f} {round_:.1f} {bend:.1f}'
        f'h{width - 2 * round_:.1f}q{round_:.1f} 0 {round_:.1f} {-bend:.1f}v{-side:.1f}z"/>'
    )
