"""The states of an endpoint and of a delivery, and the moves between them. Pure Python."""

from enum import StrEnum


class EndpointState(StrEnum):
    """Whether an address gets events. What is to be told waits meanwhile, except where it is removed."""

    ACTIVE = "active"
    PAUSED = "paused"  # by its organisation
    FAILING = "failing"  # stopped: nothing got through for days
    GONE = "gone"  # stopped: it answered that it is there no more (410)
    REMOVED = "removed"


class DeliveryState(StrEnum):
    """Where one event for one endpoint is. It may arrive twice, under the same id; it never gets lost."""

    QUEUED = "queued"  # waits for its moment and a worker
    CLAIMED = "claimed"  # a worker has it; when its lease ran out, any other takes it
    DELIVERED = "delivered"
    FAILED = "failed"  # tried as often as it is tried
    CANCELLED = "cancelled"  # its endpoint was removed


E, D = EndpointState, DeliveryState
STOPPED = frozenset({E.PAUSED, E.FAILING, E.GONE})
ENDPOINT_MOVES = frozenset(
    {(E.ACTIVE, stopped) for stopped in STOPPED}
    | {(stopped, E.ACTIVE) for stopped in STOPPED}
    | {(before, E.REMOVED) for before in E if before is not E.REMOVED}
)
DELIVERY_MOVES = frozenset(
    {
        (D.QUEUED, D.CLAIMED),
        (D.CLAIMED, D.CLAIMED),  # by another worker, after the lease
        (D.CLAIMED, D.DELIVERED),
        (D.CLAIMED, D.QUEUED),
        (D.CLAIMED, D.FAILED),
        (D.QUEUED, D.CANCELLED),
        (D.CLAIMED, D.CANCELLED),
        (D.DELIVERED, D.QUEUED),  # asked for again
        (D.FAILED, D.QUEUED),
    }
)


def endpoint_sources(after: EndpointState) -> list[EndpointState]:
    """The states from which an endpoint may come to `after`: what a conditional UPDATE names in its WHERE."""
    return [before for before, target in sorted(ENDPOINT_MOVES) if target == after]


def delivery_sources(after: DeliveryState) -> list[DeliveryState]:
    """As `endpoint_sources`, of a delivery."""
    return [before for before, target in sorted(DELIVERY_MOVES) if target == after]
