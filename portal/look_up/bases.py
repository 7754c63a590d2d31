"""The right that a confirmed look-up gives (R4)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from portal.access.actor import Actor, ActorKind
from portal.access.bases import Offer
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.customers.queries import visible_period
from portal.grid.models import AccessPoint
from portal.look_up.queries import open_look_ups


class LookUpBasis:
    """Annual and monthly history of the occupancy that the look-up is bound to, while it is the current one."""

    code = LegalBasis.LOOK_UP_CODE
    actor_kinds = frozenset({ActorKind.LOOK_UP})

    def offers(self, *, actor: Actor, access_point: AccessPoint, now: datetime) -> Sequence[Offer]:
        found = open_look_ups(now=now).filter(pk=actor.look_up_id or 0, occupancy__access_point=access_point)
        offers = []
        for look_up in found.select_related("occupancy__customer"):
            occupancy = look_up.occupancy
            if occupancy and (period := occupancy.period.intersection(visible_period(now))):
                offers.append(
                    Offer(
                        period=period,
                        kinds=frozenset({DataKind.HISTORY, DataKind.INDEX}),
                        granularity=Granularity.MONTH,
                        reference=str(look_up.public_id),
                        subject=str(occupancy.customer.public_id),
                    )
                )
        return offers

    def access_points(self, *, actor: Actor, now: datetime) -> QuerySet[AccessPoint]:
        return AccessPoint.objects.filter(
            pk__in=open_look_ups(now=now).filter(pk=actor.look_up_id or 0).values("occupancy__access_point")
        )
