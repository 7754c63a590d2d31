"""The answer to "may this actor see this, and why"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.access.actor import Actor
from portal.access.bases import ListedBasis, Offer, registered
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.grid.models import AccessPoint
from portal.primitives.errors import RaccordError
from portal.primitives.period import Period


class NotVisible(RaccordError):
    """Nothing gives this actor a right to this. A view answers 404, as for a thing that does not exist."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A right, derived for one moment: these kinds of data, of this access point, in this period, this fine.

    Functions that read personal data take a Grant and read nothing outside it. Never stored.
    """

    actor: Actor
    access_point: AccessPoint
    kinds: frozenset[DataKind]
    period: Period
    granularity: Granularity
    basis: LegalBasis
    reference: str  # of the occupancy, the look-up, the mandate …: opaque
    subject: str  # public id of the customer whose data it is
    decided_at: datetime
    until: date | None = None  # the last day on which the right counts, where it has one

    def narrowed(self, period: Period) -> "Grant":
        """The same right for the part of `period` that it covers. Raises `NotVisible` when there is none."""
        inside = self.period.intersection(period)
        if inside is None:
            raise NotVisible
        return replace(self, period=inside)


def decide(
    *,
    actor: Actor,
    access_point: AccessPoint,
    kinds: Iterable[DataKind],
    period: Period,
    now: datetime,
    on: LegalBasis | None = None,
) -> Grant:
    """Ask each registered basis, or the one that `on` names, and clip what was asked for to the best offer.

    The best offer holds the history, then the most kinds, then the most days of `period`, then the finest
    granularity: a later mandate for standings alone does not hide the consumption that another one lends.
    Raises `NotVisible` when no basis offers any of the kinds on any day of the period.
    """
    wanted = frozenset(kinds)
    grants = [
        grant
        for basis in registered()
        if actor.kind in basis.actor_kinds and on in (None, basis.code)
        for offer in basis.offers(actor=actor, access_point=access_point, now=now)
        if (grant := _clip(offer, basis.code, wanted, actor, access_point, period, now))
    ]
    if not grants:
        raise NotVisible
    return max(grants, key=_rank)


def decide_on(
    *,
    actor: Actor,
    access_points: Sequence[AccessPoint],
    kinds: Iterable[DataKind],
    period: Period,
    now: datetime,
) -> dict[int, Grant]:
    """What `decide` would grant on each of many access points, by id, in a bounded number of queries.

    For lists that say what may be seen. Those of which nothing may be seen are left out.
    """
    best: dict[int, Grant] = {}
    for grant in grants_on(actor=actor, access_points=access_points, kinds=kinds, period=period, now=now):
        former = best.get(grant.access_point.pk)
        if former is None or _rank(grant) > _rank(former):
            best[grant.access_point.pk] = grant
    return best


def grants_on(
    *,
    actor: Actor,
    access_points: Sequence[AccessPoint],
    kinds: Iterable[DataKind],
    period: Period,
    now: datetime,
) -> Iterator[Grant]:
    """Every right that `decide_on` chooses from, each clipped to what was asked for."""
    wanted = frozenset(kinds)
    for basis in registered():
        if actor.kind not in basis.actor_kinds or not isinstance(basis, ListedBasis):
            continue
        offers = basis.offers_on(actor=actor, access_points=access_points, now=now)
        for access_point in access_points:
            for offer in offers.get(access_point.pk, ()):
                if grant := _clip(offer, basis.code, wanted, actor, access_point, period, now):
                    yield grant


def _rank(grant: Grant) -> tuple[bool, int, int, int]:
    days = (grant.period.end.toordinal() if grant.period.end else 10**7) - grant.period.start.toordinal()
    return DataKind.HISTORY in grant.kinds, len(grant.kinds), days, int(grant.granularity)


def _clip(
    offer: Offer,
    basis: LegalBasis,
    wanted: frozenset[DataKind],
    actor: Actor,
    access_point: AccessPoint,
    period: Period,
    now: datetime,
) -> Grant | None:
    kinds = wanted & offer.kinds
    inside = offer.period.intersection(period)
    if not kinds or inside is None:
        return None
    return Grant(
        actor=actor,
        access_point=access_point,
        kinds=kinds,
        period=inside,
        granularity=offer.granularity,
        basis=basis,
        reference=offer.reference,
        subject=offer.subject,
        decided_at=now,
        until=offer.until,
    )
