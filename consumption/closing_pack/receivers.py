"""What this room does when an occupant changes, in that transaction."""

from datetime import datetime
from typing import Any

from consumption.closing_pack.operations import follow
from portal.customers.models import Occupancy


def follow_occupant(*, occupancy: Occupancy, now: datetime, **_: Any) -> None:
    """The occupancy ended, or came back."""
    follow(occupancy=occupancy, now=now)
