"""What happened to the supply of one home of the demo, for the social welfare office that looks it up."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from portal.pages.demo.people import JEANNE, places


def supply_events(today: date) -> Iterator[dict[str, Any]]:
    """Jeanne pays ahead since last spring, and her contract ends in three weeks."""
    for place in places(today):
        if place.occupants[-1][1] is JEANNE:
            for supply in place.supplies:
                told = {"ean": supply.ean}
                begun, ends = today - timedelta(days=160), today + timedelta(days=21)
                yield told | {
                    "id": f"demo-{supply.ean}-prepayment",
                    "type": "prepayment",
                    "date": begun.isoformat(),
                    "active": True,
                }
                yield told | {
                    "id": f"demo-{supply.ean}-end",
                    "type": "end_of_contract",
                    "date": ends.isoformat(),
                }
