"""Market events for a benchmark: `python -m bench.market_events 100000 > events.ndjson`.

Homes with an access point, a meter, and a life of moves and switches; 2 % of the events are cancelled, 1 %
doubled, and all of it is shuffled within windows of 5,000 lines, as late messages are.
"""

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from stdnum import ean as gs1

GRID = "541448"  # how the EANs begin

_SUPPLIERS = [
    {"gln": "5412345000013", "name": "Énergie Mosane"},
    {"gln": "5412345000020", "name": "Stroomhuis"},
]


def events(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """`count` events, the same ones for the same seed."""
    dice = random.Random(seed)
    window: list[dict[str, Any]] = []
    for number, event in enumerate(_lives(dice)):
        window.append(event)
        if len(window) == 5000 or number + 1 >= count:
            dice.shuffle(window)
            yield from window
            window.clear()
        if number + 1 >= count:
            return


def _lives(dice: random.Random) -> Iterator[dict[str, Any]]:
    home = 0
    while True:
        home += 1
        digits = f"{GRID}{home:011d}"
        ean = digits + str(gs1.calc_check_digit(digits))
        for number, event in enumerate(_life(dice, home)):
            whole = {"id": f"B{home}-{number}", "ean": ean, **event}
            yield whole
            if dice.random() < 0.02:
                yield {"id": f"B{home}-{number}-x", "type": "cancelled", "cancels": whole["id"]}
            elif dice.random() < 0.01:
                yield whole


def _life(dice: random.Random, home: int) -> Iterator[dict[str, Any]]:
    address = {
        "street": "Rue de Fer",
        "house_number": str(home),
        "postal_code": "5000",
        "locality": "Namur",
    }
    yield {
        "type": "access_point",
        "date": "2019-01-01",
        "energy": "electricity",
        "operator": "ORES",
        "address": address,
    }
    registers = [{"obis": obis} for obis in ("1.8.1", "1.8.2", "2.8.1", "2.8.2")]
    yield {
        "type": "meter_installed",
        "date": "2019-01-01",
        "meter": f"1SAG{home:010d}",
        "kind": "digital",
        "registers": registers,
    }
    day = date(2019, 1, 1)
    for stay in range(dice.randint(1, 3)):
        day += timedelta(days=dice.randint(0, 90))
        customer = {
            "id": f"B{home}-{stay}",
            "name": f"Camille Dupont {home}",
            "language": "fr",
            "email": f"camille{home}@example.org",
            "mobile": f"+32470{home % 1_000_000:06d}",
        }
        yield {
            "type": "move_in",
            "date": str(day),
            "customer": customer,
            "supplier": dice.choice(_SUPPLIERS),
        }
        for _ in range(dice.randint(0, 2)):
            day += timedelta(days=dice.randint(30, 400))
            yield {"type": "supplier_switch", "date": str(day), "supplier": dice.choice(_SUPPLIERS)}
        if dice.random() < 0.5:
            day += timedelta(days=dice.randint(30, 400))
            yield {"type": "move_out", "date": str(day), "customer": {"id": customer["id"]}}


if __name__ == "__main__":
    for event in events(int(sys.argv[1])):
        sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
