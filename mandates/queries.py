"""Reading mandates: for grantors, and for holders."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from mandates.models import Mandate, MandateDocument, MandateScope, RequestLine, RequestList
from mandates.states import ANSWERABLE, PENDING, MandateState, Mover
from portal.access.actor import Actor
from portal.accounts.models import Organisation, OrganisationKind
from portal.customers.models import Occupancy
from portal.customers.queries import lived_in_on, occupancies_for
from portal.grid.models import AccessPoint
from portal.primitives.period import belgian_day

UNSUCCESSFUL = (
    MandateState.REQUESTED,
    MandateState.DECLINED,
    MandateState.TIMED_OUT,
    MandateState.WITHDRAWN,
    MandateState.REJECTED,
)
_FOUND_AT_MOST = 20
LEAST_LETTERS = 3


def granted_by(actor: Actor) -> QuerySet[Mandate]:
    """The mandates of which the actor is the grantor, and the requests to the actor: active ones first, then those
    that wait for somebody, then ended ones; each group newest first. Holder and access points come along."""
    waits = [*ANSWERABLE, *PENDING]
    group = Case(
        When(state=MandateState.ACTIVE, then=Value(0)),
        When(state__in=waits, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    mine = Mandate.objects.filter(grantor__user_id=actor.user_id or 0).select_related("holder", "grantor")
    return _with_points(mine).order_by(group, "-created_at", "-pk")


def requests_to(actor: Actor) -> QuerySet[Mandate]:
    """Those of `granted_by` that wait for the actor's answer."""
    return granted_by(actor).filter(state=MandateState.REQUESTED)


def papers() -> QuerySet[MandateDocument]:
    """The papers to sign."""
    return MandateDocument.objects.all()


def held_by(actor: Actor) -> QuerySet[Mandate]:
    """What the actor's organisation holds or asked for, newest first. What a grantor drafted and never signed is
    not among it. Grantor and access points come along."""
    unsent = Q(begun_by=Mover.GRANTOR) & (
        Q(state=MandateState.DRAFT) | Q(state__in=[MandateState.WITHDRAWN, MandateState.TIMED_OUT])
    )
    found = Mandate.objects.filter(holder_id=actor.organisation_id or 0).exclude(unsent)
    return _with_points(found.select_related("holder", "grantor")).order_by("-created_at", "-pk")


def mandates_held(actor: Actor) -> QuerySet[Mandate]:
    """Those of `held_by` that count, or did: active ones first, by their end."""
    group = Case(When(state=MandateState.ACTIVE, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = held_by(actor).filter(active_at__isnull=False)
    return found.order_by(group, "ends_on", "-pk")


def requests_of(actor: Actor, *, state: str = "") -> QuerySet[Mandate]:
    """Those of `held_by` that never counted, newest first; `state` chooses some of them."""
    found = held_by(actor).filter(active_at=None)
    return found.filter(state=state) if state else found


def lists_of(actor: Actor) -> QuerySet[RequestList]:
    """The lists that the actor's organisation sent in, newest first."""
    return RequestList.objects.filter(holder_id=actor.organisation_id or 0).order_by("-created_at", "-pk")


def lines_of(request_list: RequestList) -> QuerySet[RequestLine]:
    """The outcomes of a list in the order of its lines, each with its request as it stands."""
    return request_list.lines.select_related("mandate").order_by("number")


def mandates_on(occupancy: Occupancy) -> QuerySet[Mandate]:
    """The mandates that rest or rested on this occupancy and counted, oldest first; the holders come along."""
    resting = MandateScope.objects.filter(occupancy=occupancy).values("mandate")
    counted = Mandate.objects.filter(pk__in=resting, active_at__isnull=False)
    return counted.select_related("holder").order_by("active_at", "pk")


def homes_to_lend(actor: Actor, *, now: datetime) -> QuerySet[Occupancy]:
    """Where the actor lives now: only that can be lent. Customer and access point come along."""
    return occupancies_for(actor, now=now).filter(pk__in=lived_in_on(belgian_day(now)))


def homes_asked_for(mandate: Mandate, actor: Actor, *, now: datetime) -> QuerySet[Occupancy]:
    """Of a draft or a request: the homes that it may name. A request names those that the holder asked for."""
    homes = homes_to_lend(actor, now=now).filter(customer=mandate.grantor_id)
    if mandate.begun_by == Mover.HOLDER:
        homes = homes.filter(access_point__ean__in=mandate.points.values("ean"))
    return homes


def holders_called(text: str) -> Sequence[Organisation]:
    """The admitted organisations whose name holds `text`, or whose enterprise number it is; at most twenty.

    Social welfare offices are not among them, by either: their pages and numbers are never shown in public (R9),
    and they work under a standing mandate. One that needs more asks the resident.
    """
    digits = "".join(letter for letter in text if letter.isdigit())
    called = Q(name__icontains=text) if len(text) >= LEAST_LETTERS else Q(pk__in=())
    if len(digits) in (9, 10) and not any(letter.isalpha() for letter in text.upper().replace("BE", "")):
        called |= Q(enterprise_number=digits.zfill(10))
    found = holders().filter(called)
    return list(found.order_by("name", "pk")[:_FOUND_AT_MOST])


def holders() -> QuerySet[Organisation]:
    """The organisations to which a resident may grant a mandate on the own wish."""
    admitted = Organisation.objects.filter(admitted_at__isnull=False, closed_at=None)
    return admitted.exclude(kind=OrganisationKind.WELFARE_OFFICE)


def access_points_of(mandate: Mandate) -> list[AccessPoint]:
    """The access points that the mandate names, without those that a newer one took over; loaded beforehand."""
    named = {scope.access_point_id: scope.access_point for scope in mandate.scopes.all() if not scope.replaced}
    return [named[key] for key in sorted(named)]


def eans_of(mandate: Mandate) -> list[str]:
    """The EANs by which the holder knows the mandate: those that it asked for, and once signed, those that it
    got."""
    if mandate.active_at is not None:
        return [access_point.ean for access_point in access_points_of(mandate)]
    return [point.ean for point in mandate.points.all()]


def _with_points(found: QuerySet[Mandate]) -> QuerySet[Mandate]:
    scopes = MandateScope.objects.select_related("access_point")
    return found.prefetch_related(Prefetch("scopes", scopes), "points")
