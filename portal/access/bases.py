"""The registry of bases: each room that can give a right registers how (in its AppConfig.ready)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from django.db.models import QuerySet

from portal.access.actor import Actor, ActorKind
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.grid.models import AccessPoint
from portal.primitives.period import Period


@dataclass(frozen=True, slots=True)
class Offer:
    """What one basis lets an actor see of an access point."""

    period: Period
    kinds: frozenset[DataKind]
    granularity: Granularity
    reference: str
    subject: str
    until: date | None = None  # the last day on which the right itself counts, where it has one (a mandate's end)


class Basis(Protocol):
    """One legal basis."""

    code: LegalBasis
    actor_kinds: frozenset[ActorKind]

    def offers(self, *, actor: Actor, access_point: AccessPoint, now: datetime) -> Sequence[Offer]:
        """What this basis offers the actor on the access point now; empty when nothing."""
        ...

    def access_points(self, *, actor: Actor, now: datetime) -> QuerySet[AccessPoint]:
        """The access points of which this basis offers anything now, as SQL."""
        ...


@runtime_checkable
class ListedBasis(Basis, Protocol):
    """A basis under which an actor may have thousands of access points."""

    def offers_on(
        self, *, actor: Actor, access_points: Sequence[AccessPoint], now: datetime
    ) -> Mapping[int, Sequence[Offer]]:
        """As `offers`, of many access points by id, in a number of queries that does not grow with them."""
        ...


_bases: dict[LegalBasis, Basis] = {}


def register(basis: Basis) -> None:
    """Make `basis` count in each decision from now on. Registering the same one again changes nothing."""
    _bases[basis.code] = basis


def registered() -> Sequence[Basis]:
    """All bases, in the order of registration."""
    return tuple(_bases.values())
