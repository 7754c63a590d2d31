"""What this room does when an occupant changes, in that transaction."""

from typing import Any

from consumption.customer_readings.operations import follow
from portal.customers.models import Occupancy


def follow_occupant(*, occupancy: Occupancy, **_: Any) -> None:
    """The occupancy ended, came back, or began on another day."""
    follow(occupancy=occupancy)
