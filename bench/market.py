"""P12: market events coming in."""

import json
import time
from datetime import UTC, datetime
from statistics import median

from bench.market_events import GRID, events
from bench.registry import Figure, Scale, benchmark
from portal.customers.models import Customer, Occupancy
from portal.grid.models import AccessPoint, Meter
from portal.market.lines import chunks
from portal.market.models import MarketEvent, SupplyContract, SupplyState
from portal.market.operations import Line, receive, start_run

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
CHUNK = 1000  # as import_market


def _seconds(lines: list[Line], size: int) -> list[float]:
    """How long each chunk of `size` lines takes, from text to commit. Afterwards all of it is removed."""
    taken = []
    run = start_run(source="bench", now=NOW)
    for few in chunks(iter(lines), size):
        began = time.perf_counter()
        receive(run=run, lines=few, now=NOW)
        taken.append(time.perf_counter() - began)
    points = AccessPoint.objects.filter(ean__startswith=GRID)
    for model in (SupplyContract, SupplyState, Occupancy, Meter):
        model.objects.filter(access_point__in=points).delete()
    points.delete()
    MarketEvent.objects.filter(run=run).delete()
    Customer.objects.filter(occupancies=None, market_id__startswith="B").delete()
    return taken


@benchmark("P12")
def market_events(scale: Scale) -> list[Figure]:
    """In chunks beside one at a time; and whether the last events take longer than the first."""
    count = scale.of(40_000, 100_000)
    lines = [Line(number, json.dumps(event).encode()) for number, event in enumerate(events(count), 1)]
    one_by_one = 1000 / sum(_seconds(lines[:1000], 1))
    taken = _seconds(lines, CHUNK)
    rate = count / sum(taken)
    quarter = len(taken) // 4
    return [
        Figure(
            code="P12",
            what="market events taken in per second ÷ one at a time",
            measured=rate / one_by_one,
            peer=f"{rate:,.0f} /s; one at a time {one_by_one:,.0f} /s",
            target=8,
            at_least=True,
        ),
        Figure(
            code="P12b",
            what="… a chunk of the last quarter of the file ÷ one of the first",
            measured=median(taken[-quarter:]) / median(taken[:quarter]),
            peer=f"{count:,} events",
            target=2,  # flat but for noise: a scan that grows with the table would give far more
        ),
    ]
