"""Times taken side by side."""

import time
from collections.abc import Callable
from typing import Any


def side_by_side(rounds: int, *functions: Callable[[], Any]) -> list[float]:
    """The shortest time of each function in seconds, run in turns so that a busy moment hits all of them alike."""
    for function in functions:
        function()  # warm: connections, caches, plans
    times = [[0.0] * rounds for _ in functions]
    for turn in range(rounds):
        for place, function in enumerate(functions):
            start = time.perf_counter()
            function()
            times[place][turn] = time.perf_counter() - start
    return [min(taken) for taken in times]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
