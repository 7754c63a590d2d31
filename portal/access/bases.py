"""The registry of bases: each room that can give a right registers how (in its AppConfig.ready)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

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


_bases: dict[LegalBasis, Basis] = {}


def register(basis: Basis) -> None:
    """Make `basis` count in each decision from now on. Registering the same one again changes nothing."""
    _bases[basis.code] = basis


def registered() -> Sequence[Basis]:
    """All bases, in the order of registration."""
    return tuple(_bases.values())
