"""The states of an organisation: proposed → admitted → closed, or proposed → rejected."""

from enum import StrEnum


class OrganisationState(StrEnum):
    """Only `ADMITTED` gives its members anything."""

    PROPOSED = "proposed"  # by one member of staff; waits for a second one
    ADMITTED = "admitted"
    REJECTED = "rejected"
    CLOSED = "closed"


def state_of(*, admitted: bool, closed: bool) -> OrganisationState:
    """What the two moments that an organisation bears say of it."""
    if closed:
        return OrganisationState.CLOSED if admitted else OrganisationState.REJECTED
    return OrganisationState.ADMITTED if admitted else OrganisationState.PROPOSED
