"""How the matrix makes the objects of URLs: one of each resident, one of an organisation, one at the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from portal.accounts.models import Organisation, OrganisationKind
from tests.matrix.people import OTHER, OWN, People, Person

NOBODYS = UUID(int=7)


@dataclass(frozen=True)
class Thing:
    """What a URL takes. `of` are the names of those for whom it is there; None leaves that to the right alone."""

    kwargs: dict[str, object]
    of: frozenset[str] | None = None
    label: str = ""


Make = Callable[[People], list[Thing]]


def nobodys(value: object) -> object:
    """What nobody has, of the kind that the address takes."""
    return NOBODYS if isinstance(value, UUID) else 999_999_999 if isinstance(value, int) else "nobodys"


def of_residents(make: Callable[[Person], object]) -> Make:
    """One thing of each of the two residents, for its owner alone; `make` gives its public id."""

    def things(people: People) -> list[Thing]:
        residents = [people[f"resident {name}"] for name in (OWN, OTHER)]
        return [Thing({"public_id": make(each)}, frozenset({each.name}), f"of {each.name}") for each in residents]

    return things


def at_desk(make: Callable[[People], object]) -> Make:
    """One thing that everybody with the right may open."""
    return lambda people: [Thing({"public_id": make(people)}, None, "at the desk")]


def of_members(
    make: Callable[[Organisation], dict[str, object]], kind: OrganisationKind = OrganisationKind.THIRD_PARTY
) -> Make:
    """One thing of an organisation of this kind, a holder of mandates by default, for whoever acts for it."""

    def things(people: People) -> list[Thing]:
        owner = people.organisations[kind, OWN]
        theirs = frozenset(person.name for person in people if person.organisation == owner)
        return [Thing(make(owner), theirs, "of its organisation")]

    return things
