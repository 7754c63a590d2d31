"""Something that is somewhere for a period, as the events that begin and end it tell."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(slots=True)
class Stay:
    """There from `start` up to, and without, `end`; on no day when `end` is `start`.

    `origin` is the id of the event that began it, and names it for good; `begun_by` that event's kind. `what` is a
    meter number, a customer's market id or a supplier's GLN; `content` what the event tells besides.
    """

    origin: str
    what: str
    begun_by: str
    start: date
    end: date | None = None
    content: dict[str, Any] = field(default_factory=dict)
