"""Reading what the market said."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from portal.grid.models import AccessPoint
from portal.market.models import ImportRun, MarketEvent, RejectedLine, SupplyContract
from portal.market.projection import EventKind
from portal.market.states import EventState
from portal.primitives.period import Period


def outcomes_of(run: ImportRun) -> Mapping[str, int]:
    """How many of the events that came in with `run` are in each state now."""
    rows = MarketEvent.objects.filter(run=run).values_list("state").annotate(Count("pk"))
    return dict(rows)


def rejected_lines(run: int | None = None) -> QuerySet[RejectedLine]:
    """Lines kept for correction, of one run or of all, in their order."""
    rejected = RejectedLine.objects.select_related("run").order_by("run_id", "line")
    return rejected if run is None else rejected.filter(run_id=run)


def contract_on(access_point: AccessPoint, day: date) -> SupplyContract | None:
    """The contract that supplies the access point on `day`, with its supplier; None when there is none."""
    return (
        SupplyContract.objects.filter(
            Q(end__isnull=True) | Q(end__gt=day), access_point=access_point, start__lte=day
        )
        .select_related("supplier")
        .first()
    )


def to_be_checked(day: date) -> QuerySet[AccessPoint]:
    """Access points where supply has ended by `day` though nobody moved (R11), the longest first."""
    return AccessPoint.objects.filter(supply_state__to_be_checked_since__lte=day).order_by(
        "supply_state__to_be_checked_since", "pk"
    )


@dataclass(frozen=True, slots=True)
class Announced:
    """What the market says of an access point on one day. `active` tells whether a prepayment begins or ends."""

    kind: EventKind
    day: date
    active: bool = False


def announced(access_point: AccessPoint, kinds: Collection[EventKind], period: Period) -> list[Announced]:
    """The events of these kinds that took effect, or will, on a day of `period`, in the order of their days.
    What was cancelled or replaced is not among them."""
    events = MarketEvent.objects.filter(
        ean=access_point.ean, kind__in=list(kinds), state=EventState.APPLIED, effective_date__gte=period.start
    )
    if period.end is not None:
        events = events.filter(effective_date__lt=period.end)
    rows = events.order_by("effective_date", "event_id").values_list("kind", "effective_date", "payload__active")
    return [Announced(EventKind(kind), day, bool(active)) for kind, day, active in rows if day]
