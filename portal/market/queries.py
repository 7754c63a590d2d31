"""Reading what the market said."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet

from portal.grid.models import AccessPoint
from portal.market.models import ImportRun, MarketEvent, RejectedLine, SupplyContract


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
