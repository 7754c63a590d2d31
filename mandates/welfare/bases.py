"""The lasting permission of a social welfare office for residents of its municipality (R9)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from mandates.welfare.queries import current_homes, open_look_ups
from portal.access.actor import Actor, ActorKind
from portal.access.bases import Offer
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.customers.queries import visible_period
from portal.grid.models import AccessPoint


class StandingMandateBasis:
    """A member of an admitted office sees the home of a current occupant in the office's municipality, on the
    Belgian day of the own look-up, for the last three years of that occupancy.

    Neither the occupant's name nor contacts nor the EAN are among it: R9 does not name them. Months are as fine as
    the history gets: what somebody does at which hour is no business of a file.
    """

    code = LegalBasis.STANDING_MANDATE
    actor_kinds = frozenset({ActorKind.MEMBER})
    kinds = frozenset(
        {DataKind.HISTORY, DataKind.INDEX, DataKind.TECHNICAL, DataKind.CONTRACT, DataKind.SUPPLY_STATE}
    )

    def offers(self, *, actor: Actor, access_point: AccessPoint, now: datetime) -> Sequence[Offer]:
        """One offer per open look-up, the latest first; one query."""
        homes = current_homes(open_look_ups(actor, now=now), now=now).filter(access_point=access_point)
        window = visible_period(now)
        return [
            Offer(
                period=period,
                kinds=self.kinds,
                granularity=Granularity.MONTH,
                reference=home.case_reference,  # type: ignore[attr-defined]
                subject=str(home.customer.public_id),
            )
            for home in homes
            if (period := home.period.intersection(window))
        ]

    def access_points(self, *, actor: Actor, now: datetime) -> QuerySet[AccessPoint]:
        """The access points of the actor's dossiers of today."""
        homes = current_homes(open_look_ups(actor, now=now), now=now).order_by()
        return AccessPoint.objects.filter(pk__in=homes.values("access_point_id"))
