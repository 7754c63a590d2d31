"""The right of a supplier, while its contract lasts (R10)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from portal.access.actor import Actor, ActorKind
from portal.access.bases import Offer
from portal.access.grants import Grant
from portal.access.kinds import DataKind, Granularity, LegalBasis
from portal.customers.models import Customer
from portal.grid.models import AccessPoint
from portal.market.models import SupplyContract
from portal.primitives.period import Period, belgian_day
from portal.suppliers.queries import contracts_of, told_under


class SupplyContractBasis:
    """A member of an admitted supplier sees the access points that the market registers under its contract today:
    technical data, and the customer data that the supplier itself delivered. Only as they are on this day: neither
    a future nor a past contract gives anything, and history takes a mandate (R8).
    """

    code = LegalBasis.SUPPLY_CONTRACT
    actor_kinds = frozenset({ActorKind.MEMBER})

    def offers(self, *, actor: Actor, access_point: AccessPoint, now: datetime) -> Sequence[Offer]:
        """Technical data of whoever lives there, and the customer whom the supplier told of; three queries."""
        contract = contracts_of(actor, now=now).filter(access_point=access_point).first()
        if contract is None:
            return []
        offers = [_technical(contract, now)]
        if told := told_under(contract, now=now):
            subject = Customer.objects.filter(market_id=told.market_id).values_list("public_id", flat=True).first()
            offers.append(_offer(contract, DataKind.CUSTOMER, str(subject or ""), now))
        return offers

    def access_points(self, *, actor: Actor, now: datetime) -> QuerySet[AccessPoint]:
        """The access points under contract today."""
        return AccessPoint.objects.filter(pk__in=contracts_of(actor, now=now).values("access_point_id"))


def technical_grant(contract: SupplyContract, *, actor: Actor, now: datetime) -> Grant:
    """The right on the technical data of one of `contracts_of(actor)`, without asking again."""
    offer = _technical(contract, now)
    return Grant(
        actor=actor,
        access_point=contract.access_point,
        kinds=offer.kinds,
        period=offer.period,
        granularity=offer.granularity,
        basis=LegalBasis.SUPPLY_CONTRACT,
        reference=offer.reference,
        subject=offer.subject,
        decided_at=now,
    )


def _technical(contract: SupplyContract, now: datetime) -> Offer:
    return _offer(contract, DataKind.TECHNICAL, str(contract.occupant or ""), now)  # type: ignore[attr-defined]


def _offer(contract: SupplyContract, kind: DataKind, subject: str, now: datetime) -> Offer:
    today = belgian_day(now)
    return Offer(
        period=Period(today, today + timedelta(days=1)),
        kinds=frozenset({kind}),
        granularity=Granularity.YEAR,
        reference=str(contract.pk),
        subject=subject,
    )
