"""What the file of a supply says on one day, out of what the market told: derived each time, never stored."""

from datetime import date
from enum import StrEnum


class FileState(StrEnum):
    ACTIVE = "active"  # a supplier has the contract
    TO_BE_CHECKED = "to_be_checked"  # supply ended, and nobody moved (R11)
    ENDED = "ended"  # no supplier has a contract


def file_state(*, supplied: bool, to_be_checked_since: date | None, today: date) -> FileState:
    """The state on `today`. A check that opens on a later day is a date to come, not a state."""
    if to_be_checked_since is not None and to_be_checked_since <= today:
        return FileState.TO_BE_CHECKED
    return FileState.ACTIVE if supplied else FileState.ENDED
