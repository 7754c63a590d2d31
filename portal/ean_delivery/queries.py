"""Reading deliveries, calls and requests."""

from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from portal.access.actor import Actor
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on
from portal.ean_delivery.models import Call, EanDelivery, EanRequest
from portal.ean_delivery.states import RequestState
from portal.look_up.addresses import occupancies_at_home
from portal.primitives.period import belgian_day

OPEN = [RequestState.REGISTERED, RequestState.IN_HAND, RequestState.RETURNED]


def own_homes(actor: Actor, *, now: datetime) -> list[Occupancy]:
    """One current occupancy for each address where the actor lives."""
    homes: list[Occupancy] = []
    seen: set[int] = set()
    for occupancy in _own(actor, now).order_by("start", "pk"):
        if occupancy.pk not in seen:
            homes.append(occupancy)
            seen |= {each.pk for each in occupancies_at_home(occupancy, now=now)}
    return homes


def own_home(actor: Actor, public_id: UUID, *, now: datetime) -> Occupancy | None:
    """This current occupancy of the actor."""
    return _own(actor, now).filter(public_id=public_id).first()


def own_deliveries(actor: Actor, *, now: datetime) -> QuerySet[EanDelivery]:
    """The deliveries to where the actor lives now, by whomever they were asked for, latest first; each with the
    public id of the request that it was `registered_as`, if it was."""
    homes = _own(actor, now).values("pk")
    request = EanRequest.objects.filter(token=OuterRef("token")).values("public_id")
    return (
        EanDelivery.objects.filter(occupancy__in=homes)
        .annotate(registered_as=Subquery(request))
        .select_related("occupancy__access_point")
        .order_by("-requested_at", "-pk")
    )


def calls_of(actor: Actor, *, since: datetime) -> QuerySet[Call]:
    """The calls that this member of staff took, latest first, each with its delivery."""
    return Call.objects.filter(staff_id=actor.id, at__gte=since).select_related("delivery").order_by("-at", "-pk")


def open_requests() -> QuerySet[EanRequest]:
    """The requests that wait for a decision, the most urgent first."""
    return EanRequest.objects.filter(state__in=OPEN).order_by("answer_on", "pk")


def _own(actor: Actor, now: datetime) -> QuerySet[Occupancy]:
    current = lived_in_on(belgian_day(now)).select_related("customer", "access_point")
    return current.filter(customer__user_id=actor.user_id) if actor.user_id else current.none()
