"""What rooms above add to a closing pack: each registers its section (in its AppConfig.ready)."""

from collections.abc import Callable, Sequence

from portal.customers.models import Occupancy
from portal.documents.model import Block

Section = Callable[[Occupancy], Sequence[Block]]

_sections: dict[str, Section] = {}


def register(name: str, section: Section) -> None:
    """Have `section` tell of an occupancy that is over, in the active language; no blocks when it has nothing to
    tell. Registering the same name again replaces it."""
    _sections[name] = section


def blocks(occupancy: Occupancy) -> tuple[Block, ...]:
    """What all sections tell, in the order of registration."""
    return tuple(block for section in _sections.values() for block in section(occupancy))
