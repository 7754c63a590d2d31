"""What mandates do when other rooms tell them something, in their transaction."""

from datetime import datetime
from typing import Any

from mandates.operations.ending import end_all_of
from mandates.operations.occupants import follow
from portal.accounts.models import Organisation
from portal.customers.models import Occupancy


def follow_occupant(*, occupancy: Occupancy, now: datetime, **_: Any) -> None:
    """The occupancy began, ended, came back, or begins on another day."""
    follow(occupancy=occupancy, now=now)


def end_with_organisation(*, organisation: Organisation, now: datetime, **_: Any) -> None:
    """The organisation is admitted no more."""
    end_all_of(organisation=organisation, now=now)
