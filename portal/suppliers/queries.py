"""What a supplier may read: access points under its contract on this day, and what it told itself (R10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from portal.access.actor import Actor
from portal.access.grants import Grant
from portal.accounts.models import Organisation, OrganisationKind
from portal.customers.queries import lived_in_on
from portal.grid.models import AccessPoint, Meter, Register
from portal.market.models import MarketEvent, SupplyContract
from portal.market.projection import EventKind
from portal.market.states import EventState
from portal.primitives.ean import Ean
from portal.primitives.period import belgian_day

_TELLS = ("name", "kind", "language", "email", "mobile")


@dataclass(frozen=True, slots=True)
class Told:
    """What the supplier's own market events tell of its customer; a word that they leave out is not there."""

    market_id: str
    words: Mapping[str, str]


def contracts_of(actor: Actor, *, now: datetime) -> QuerySet[SupplyContract]:
    """The contracts of the actor's supplier that last on this Belgian day, each with `occupant`, the public id of
    the customer who lives there. Its access point comes along."""
    today = belgian_day(now)
    supplier = Organisation.objects.filter(
        pk=actor.organisation_id or 0, kind=OrganisationKind.SUPPLIER, admitted_at__lte=now, closed_at=None
    )
    occupant = lived_in_on(today).filter(access_point=OuterRef("access_point")).values("customer__public_id")[:1]
    return (
        SupplyContract.objects.filter(
            Q(end=None) | Q(end__gt=today), start__lte=today, supplier__gln__in=supplier.values("gln")
        )
        .annotate(occupant=Subquery(occupant))
        .select_related("access_point", "supplier")
    )


def by_address(contracts: QuerySet[SupplyContract]) -> QuerySet[SupplyContract]:
    """The order of lists."""
    place = ("postal_code", "locality", "street", "house_number", "box", "energy", "pk")
    return contracts.order_by(*(f"access_point__{field}" for field in place))


def with_meters(contracts: QuerySet[SupplyContract], day: date) -> QuerySet[SupplyContract]:
    """Each with `meter_number` and `meter_kind` of the meter in place on `day`; None without one."""
    there = _in_place(day).filter(access_point=OuterRef("access_point"))
    return contracts.annotate(
        meter_number=Subquery(there.values("number")[:1]), meter_kind=Subquery(there.values("kind")[:1])
    )


def supplied(actor: Actor, ean: Ean, *, now: datetime) -> UUID | None:
    """The public id of the access point with this EAN, when the actor's supplier supplies it on this day."""
    found = AccessPoint.objects.filter(ean=ean, contracts__in=contracts_of(actor, now=now).values("pk"))
    return found.values_list("public_id", flat=True).first()


def contract_on(grant: Grant) -> SupplyContract:
    """The contract on which the grant rests."""
    return SupplyContract.objects.select_related("supplier", "access_point").get(pk=grant.reference)


def meter_of(grant: Grant) -> Meter | None:
    """The meter in place on the day of the grant, with its registers."""
    registers = Prefetch("registers", Register.objects.order_by("obis"))
    found = _in_place(belgian_day(grant.decided_at)).filter(access_point=grant.access_point)
    return found.prefetch_related(registers).first()


def told_under(contract: SupplyContract, *, now: datetime) -> Told | None:
    """What the supplier itself told of its customer at this access point under this contract; None when nothing.

    Nobody else's events count, and neither does what is known of the occupancy, of prepayment or of an end of the
    supply: the answer is the same whatever they say.
    """
    events = (
        MarketEvent.objects.filter(
            ean=contract.access_point.ean,
            kind__in=[EventKind.MOVE_IN, EventKind.CUSTOMER_SWITCH],
            payload__supplier__gln=contract.supplier.gln,
            effective_date__range=(contract.start, belgian_day(now)),
            state__in=[EventState.APPLIED, EventState.SUPERSEDED],
        )
        .order_by("effective_date", "event_id")
        .values_list("payload__customer", flat=True)
    )
    return _latest(list(events))


def _latest(events: Sequence[Mapping[str, str]]) -> Told | None:
    if not events:
        return None
    market_id = events[-1]["id"]
    words: dict[str, str] = {}
    for event in events:
        if event["id"] == market_id:
            words.update(event)
    return Told(market_id, {name: words[name] for name in _TELLS if words.get(name)})


def _in_place(day: date) -> QuerySet[Meter]:
    return Meter.objects.filter(Q(removed_on=None) | Q(removed_on__gt=day), installed_on__lte=day)
