"""What a benchmark is, and the table that all of them give.

A figure is always a ratio to a peer or a limit that was measured in the same run, or a count: absolute times would
tell more about the machine than about the portal.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """How much data to use. `full` is the size that DESIGN §11 names; else minutes suffice."""

    full: bool

    def of(self, small: int, full: int) -> int:
        return full if self.full else small


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured line of the table."""

    code: str  # P1 …
    what: str
    measured: float
    peer: str  # what it was compared with, as measured
    target: float | None = None  # None: told for what it is worth
    at_least: bool = False  # else at most

    @property
    def reached(self) -> bool:
        if self.target is None:
            return True
        return self.measured >= self.target if self.at_least else self.measured <= self.target

    @property
    def cells(self) -> tuple[str, ...]:
        target, reached = "", ""
        if self.target is not None:
            target = f"{'≥' if self.at_least else '≤'} {self.target:g}"
            reached = "yes" if self.reached else "NO"
        return (self.code, self.what, f"{self.measured:.3g}", target, reached, self.peer)


Benchmark = Callable[[Scale], Iterable[Figure]]
_benchmarks: dict[str, Benchmark] = {}


def benchmark(*codes: str) -> Callable[[Benchmark], Benchmark]:
    """Register a function that measures the figures `codes`."""

    def register(function: Benchmark) -> Benchmark:
        _benchmarks[" ".join(codes)] = function
        return function

    return register


def chosen(only: set[str]) -> list[tuple[str, Benchmark]]:
    """The benchmarks that measure any of `only`, or all."""
    return [(codes, run) for codes, run in _benchmarks.items() if not only or only & set(codes.split())]


def table(figures: Iterable[Figure]) -> str:
    """All figures, aligned."""
    rows = [("", "figure", "measured", "target", "ok", "beside"), *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[5]]).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("─" * width for width in [*widths, len(rows[0][5])]))
    return "\n".join(lines)
