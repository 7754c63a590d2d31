"""The picture of a counter: which digits count; and standings as the counter shows them."""

from dataclasses import dataclass

from django import template

from portal.grid.models import Register

register = template.Library()

_STEP, _LEFT, _GAP = 32, 10, 14
_SAMPLE = "047163258"


@dataclass(frozen=True, slots=True)
class Cell:
    x: int
    middle: int
    digit: str


@dataclass(frozen=True, slots=True)
class Cells:
    """Places in the picture, in pixels."""

    black: list[Cell]
    red: list[Cell]
    comma: int

    @property
    def frame(self) -> int:
        return (self.red or self.black)[-1].x + 28 + _LEFT

    @property
    def width(self) -> int:
        return self.frame + 2


@register.filter
def cells(counter: Register) -> Cells:
    """The digits before the comma, which count, and at most three behind it."""
    black = [_cell(_LEFT + place * _STEP, place) for place in range(counter.digits)]
    after = _LEFT + counter.digits * _STEP + _GAP
    red = [_cell(after + place * _STEP, counter.digits + place) for place in range(min(counter.decimals, 3))]
    return Cells(black, red, after - _GAP // 2 - 2)


@register.filter
def whole(standing: int) -> int:
    """Wh or dm³ as kWh or m³, without what stands behind the comma."""
    return standing // 1000


def _cell(x: int, place: int) -> Cell:
    return Cell(x, x + 14, _SAMPLE[place % len(_SAMPLE)])
