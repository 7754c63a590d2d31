"""Who did something, for the trace. Pure Python."""

from typing import TypedDict


class Doer(TypedDict):
    """As `record` and `Event` take it: `record(…, **doer)`."""

    actor_kind: str
    actor_id: str
    organisation: str
    role: str
