"""The right that a mandate gives its holder (R8)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest

from mandates.models import Mandate, MandateScope
from mandates.states import MandateState
from portal.access.actor import Actor, ActorKind
from portal.access.bases import Offer
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.customers.queries import visible_period
from portal.grid.models import AccessPoint
from portal.primitives.period import Period, belgian_day


class MandateBasis:
    """What the grantor lends: the mandate's kinds and granularity, for the days that are in its data period, in
    the grantor's occupancy and in the last three years (R3). Only while the mandate is active, not past its last
    day, the occupancy lasts, and the holder is admitted."""

    code = LegalBasis.MANDATE
    actor_kinds = frozenset({ActorKind.MEMBER})

    def offers(self, *, actor: Actor, access_point: AccessPoint, now: datetime) -> Sequence[Offer]:
        """One offer for each mandate and occupancy; one query, by (holder, access point)."""
        return self.offers_on(actor=actor, access_points=[access_point], now=now).get(access_point.pk, ())

    def offers_on(
        self, *, actor: Actor, access_points: Sequence[AccessPoint], now: datetime
    ) -> Mapping[int, Sequence[Offer]]:
        """As `offers`, of many access points by id; one query as well."""
        window = visible_period(now)
        rows = (
            scopes_that_count(actor, now=now)
            .filter(access_point__in=access_points)
            .values("mandate", "occupancy")  # one row for each pair
            .annotate(kinds=ArrayAgg("kind"))
            .values_list(
                "access_point",
                "kinds",
                "mandate__public_id",
                "mandate__granularity",
                "mandate__data_start",
                "mandate__data_end",
                "mandate__ends_on",
                "occupancy__start",
                "occupancy__end",
                "grantor__public_id",
            )
        )
        offers: defaultdict[int, list[Offer]] = defaultdict(list)
        for key, kinds, reference, granularity, data_start, data_end, ends_on, start, end, subject in rows:
            lent = Mandate(data_start=data_start, data_end=data_end, ends_on=ends_on).data_period
            inside = lent.intersection(Period(start, end))
            period = inside.intersection(window) if inside else None
            if period:
                offers[key].append(
                    Offer(
                        period=period,
                        kinds=frozenset(DataKind(kind) for kind in kinds),
                        granularity=Granularity(granularity),
                        reference=str(reference),
                        subject=str(subject),
                        until=ends_on,
                    )
                )
        return offers

    def access_points(self, *, actor: Actor, now: datetime) -> QuerySet[AccessPoint]:
        """As `offers`, in SQL."""
        return AccessPoint.objects.filter(pk__in=scopes_that_count(actor, now=now).values("access_point_id"))


def scopes_that_count(actor: Actor, *, now: datetime) -> QuerySet[MandateScope]:
    """The scopes that give the actor's organisation a right now; none for who acts for none."""
    if actor.organisation_id is None:
        return MandateScope.objects.none()
    today, window = belgian_day(now), visible_period(now)
    lasts = Q(occupancy__end=None) | Q(occupancy__end__gt=today)
    has_a_day = Q(mandate__data_end=None) | Q(
        mandate__data_end__gt=Greatest(F("occupancy__start"), Value(window.start))
    )
    return MandateScope.objects.filter(
        lasts,
        has_a_day,
        holder=actor.organisation_id,
        holder__closed_at=None,
        active=True,
        mandate__state=MandateState.ACTIVE,
        mandate__ends_on__gte=today,
        mandate__data_start__lte=today,
        occupancy__start__lte=today,
    )
