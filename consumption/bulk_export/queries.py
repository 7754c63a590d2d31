"""Reading bulk exports: those of the own organisation alone."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from consumption.bulk_export.models import BulkExport, ExportPoint
from consumption.bulk_export.states import OPEN, ExportState, Outcome
from portal.access.actor import Actor
from portal.accounts.models import Membership
from portal.accounts.queries import memberships_of, rights_of_member
from portal.grid.models import Energy
from portal.identity.models import User
from portal.ui.guards import Right

_AT_ONCE = 500


def exports_for(actor: Actor) -> QuerySet[BulkExport]:
    """The exports of the actor's organisation, the latest first; none for who acts for none."""
    return BulkExport.objects.filter(organisation=actor.organisation_id or 0).order_by("-asked_at", "-pk")


def export_for(actor: Actor, public_id: UUID) -> BulkExport | None:
    """The organisation's export with this id."""
    return exports_for(actor).filter(public_id=public_id).first()


def outcomes(export: BulkExport) -> dict[Outcome, int]:
    """How many access points there are of each outcome."""
    counted = export.points.order_by().values_list("outcome").annotate(Count("pk"))
    return {Outcome(outcome): count for outcome, count in counted}


def energies(export: BulkExport) -> list[Energy]:
    """The energies of which there is a file."""
    found = export.points.filter(outcome=Outcome.EXPORTED).order_by("access_point__energy")
    return [Energy(energy) for energy in found.values_list("access_point__energy", flat=True).distinct()]


def exported_points(export: BulkExport, energy: Energy) -> Iterator[list[ExportPoint]]:
    """The exported access points of one energy in the order of the file, some hundreds at a time."""
    found = export.points.filter(outcome=Outcome.EXPORTED, access_point__energy=energy).order_by("place")
    return _in_batches(found.select_related("access_point"))


def all_points(export: BulkExport) -> Iterator[list[ExportPoint]]:
    """All access points in their order, some hundreds at a time."""
    return _in_batches(export.points.order_by("place").select_related("access_point"))


def _in_batches(points: QuerySet[ExportPoint]) -> Iterator[list[ExportPoint]]:
    after = -1
    while batch := list(points.filter(place__gt=after)[:_AT_ONCE]):
        yield batch
        after = batch[-1].place


def membership_that_counts(user: User, organisation_id: int, *, now: datetime) -> Membership | None:
    """The user's membership of the organisation, when it lets its holder see data now."""
    found = memberships_of(user, now=now).filter(organisation=organisation_id).first()
    return found if Right.SEE_DATA in rights_of_member(found) else None


def to_go_on(*, now: datetime) -> Sequence[int]:
    """The exports that wait for a worker, or whose worker has gone, the oldest first."""
    waiting = BulkExport.objects.filter(state__in=OPEN).exclude(state=ExportState.RUNNING, lease_until__gt=now)
    return list(waiting.order_by("asked_at").values_list("pk", flat=True))
