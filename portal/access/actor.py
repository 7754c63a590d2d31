"""Who asks."""

from dataclasses import dataclass
from enum import StrEnum

from portal.audit.doer import Doer


class ActorKind(StrEnum):
    RESIDENT = "resident"  # signed in with a second factor
    LOOK_UP = "look_up"  # came in by a look-up code (R4)
    STAFF = "staff"  # the operator's own; `role` says as what
    MEMBER = "member"  # acts for an organisation, in the role that `role` names
    SYSTEM = "system"  # the portal itself: a task, a command
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that asks for data. `id`, and the public id in `organisation`, go into the trace."""

    kind: ActorKind
    id: str = ""
    user_id: int | None = None
    look_up_id: int | None = None
    organisation: str = ""
    organisation_id: int | None = None
    role: str = ""

    @property
    def is_holder(self) -> bool:
        """Whether it looks at the data of somebody else, for an organisation."""
        return self.kind is ActorKind.MEMBER

    @property
    def traced(self) -> Doer:
        """How the trace names it: `record(…, **actor.traced)`."""
        return {
            "actor_kind": self.kind,
            "actor_id": self.id,
            "organisation": self.organisation,
            "role": self.role,
        }


ANONYMOUS = Actor(ActorKind.ANONYMOUS)
SYSTEM = Actor(ActorKind.SYSTEM, id="system")
