"""The value axis of a chart: where its round numbers stand."""

import math
from dataclasses import dataclass

_STEPS = (1, 2, 2.5, 5, 10)
_HEADROOM = 1.08  # the tallest bar ends below the upper edge


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns a value into a distance from the zero line, in the chart's units of length.

    `up` and `down` are the distances that the largest values above and below may take; `step` is the distance in
    values between two grid lines; `decimals` are as many as the step needs.
    """

    per_unit: float
    up: float
    down: float
    step: float
    decimals: int

    def length(self, value: float) -> float:
        """Raises `ValueError` for a negative value: energy counts up, the direction is the channel's."""
        if value < 0:
            raise ValueError(f"a quantity of energy is never negative: {value}")
        return value * self.per_unit

    def ticks(self, largest: float) -> list[float]:
        """The multiples of the step up to `largest`, zero left out."""
        return [self.step * n for n in range(1, int(largest / self.step + 1e-9) + 1)]


def scale(*, above: float, below: float, height: float, lines: int = 5) -> Scale:
    """A scale whose bars, `above` upwards and `below` downwards, fill `height`, with about `lines` grid lines.

    Both directions have the same units. A chart without any value gets the scale of 0 to 1.
    """
    if above < 0 or below < 0:
        raise ValueError("a quantity of energy is never negative")
    if above == 0 and below == 0:
        above = 1.0
    span = (above + below) * _HEADROOM
    per_unit = height / span
    step = _round_step(span / lines)
    return Scale(
        per_unit=per_unit,
        up=above * _HEADROOM * per_unit,
        down=below * _HEADROOM * per_unit,
        step=step,
        decimals=_decimals(step),
    )


def _round_step(rough: float) -> float:
    magnitude = 10.0 ** math.floor(math.log10(rough))
    return next(magnitude * step for step in _STEPS if magnitude * step >= rough * 0.8)


def _decimals(step: float) -> int:
    decimals = 0
    while decimals < 6 and abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    return decimals
