"""The right to one's own data (R3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from portal.access.actor import Actor, ActorKind
from portal.access.bases import Offer
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.customers.queries import occupancies_for, visible_period
from portal.grid.models import AccessPoint
from portal.primitives.period import Period


class OccupancyBasis:
    """A resident sees the own occupancies, at most the last three years, and nothing of who lived there before or
    lives there after. A former occupant keeps the own period as long as those three years last."""

    code = LegalBasis.OCCUPANCY
    actor_kinds = frozenset({ActorKind.RESIDENT})
    kinds = frozenset({DataKind.HISTORY, DataKind.INDEX, DataKind.TECHNICAL})

    def offers(self, *, actor: Actor, access_point: AccessPoint, now: datetime) -> Sequence[Offer]:
        """One offer per occupancy; one query."""
        window = visible_period(now)
        mine = occupancies_for(actor, now=now).filter(access_point=access_point)
        return [
            Offer(
                period=period,
                kinds=self.kinds,
                granularity=Granularity.INTERVAL,
                reference=str(reference),
                subject=str(subject),
            )
            for start, end, reference, subject in mine.values_list(
                "start", "end", "public_id", "customer__public_id"
            )
            if (period := Period(start, end).intersection(window))
        ]

    def access_points(self, *, actor: Actor, now: datetime) -> QuerySet[AccessPoint]:
        """The access points where the actor lives or has lived in the last three years."""
        mine = occupancies_for(actor, now=now).order_by().values("access_point_id")
        return AccessPoint.objects.filter(pk__in=mine)
