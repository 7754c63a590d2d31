"""Making the files, one access point after the other: a step commits its lines, its trace and its place together.

So a worker that is killed leaves nothing half done, and whoever goes on makes the file that it would have made.
"""

import uuid
import zlib
from datetime import datetime, timedelta

from django.db import transaction

from consumption.bulk_export.models import BulkExport, ExportPiece, ExportPoint
from consumption.bulk_export.operations.asking import end
from consumption.bulk_export.queries import membership_that_counts
from consumption.bulk_export.states import KEPT, ExportState, Outcome, sources
from consumption.export import tidy_csv
from consumption.export.operations import disclose_table
from consumption.export.tables import Table
from consumption.history import queries as histories
from portal.access.actor import Actor, ActorKind
from portal.access.grants import Grant, NotVisible
from portal.accounts.models import Membership
from portal.messaging.operations import Recipient, enqueue

LEASE = timedelta(seconds=60)  # far longer than a step
MOST_TRIES = 5
_LEVEL = 6  # of compression


def take(*, export_id: int, now: datetime) -> uuid.UUID | None:
    """Take the export for this worker; None when it has ended or another worker is at it.

    One that was taken five times without a single step is given up.
    """
    with transaction.atomic():
        free = BulkExport.objects.select_for_update().filter(pk=export_id, state__in=sources(ExportState.RUNNING))
        export = free.exclude(state=ExportState.RUNNING, lease_until__gt=now).first()
        if export is None:
            return None
        if export.tries >= MOST_TRIES:
            end([export], ExportState.FAILED, now=now)
            return None
        lease = uuid.uuid4()
        free.update(
            state=ExportState.RUNNING,
            changed_at=now,
            lease=lease,
            lease_until=now + LEASE,
            tries=export.tries + 1,
        )
    return lease


def give_back(*, export_id: int, lease: uuid.UUID, now: datetime) -> None:
    """Let another worker go on, at once."""
    mine = BulkExport.objects.filter(pk=export_id, lease=lease, state__in=sources(ExportState.QUEUED))
    mine.update(state=ExportState.QUEUED, changed_at=now, lease=None, lease_until=None)


def step(*, export_id: int, lease: uuid.UUID, now: datetime) -> bool:
    """Export the next access point, decided for this moment and for the member's standing at this moment.

    False when there is nothing more to do: all are exported, the lease went to another worker, the export was
    called off, or its member or organisation may act no more.
    """
    with transaction.atomic():
        mine = BulkExport.objects.filter(pk=export_id, lease=lease, state=ExportState.RUNNING)
        export = mine.select_for_update(of=("self",)).select_related("organisation", "user").first()
        if export is None:
            return False
        membership = membership_that_counts(export.user, export.organisation_id, now=now)
        if membership is None:
            end([export], ExportState.CANCELLED, now=now)
            return False
        if export.done == export.total:
            _finish(export, now)
            return False
        point = export.points.select_related("access_point").get(place=export.done)
        _export(export, point, _actor(export, membership), now)
        mine.update(done=export.done + 1, tries=0, changed_at=now, lease_until=now + LEASE)
    return True


def _finish(export: BulkExport, now: datetime) -> None:
    BulkExport.objects.filter(pk=export.pk).update(
        state=ExportState.READY, changed_at=now, ready_at=now, expires_at=now + KEPT, lease=None, lease_until=None
    )
    enqueue(
        template="something_waits.email",
        to=Recipient(language=export.user.language, email=export.user.email),
        context={},
        key=f"bulk_export:{export.public_id}",
        now=now,
    )


def _export(export: BulkExport, point: ExportPoint, actor: Actor, now: datetime) -> None:
    try:
        if point.access_point is None:
            raise NotVisible
        grant = histories.grant_for(actor, point.access_point.public_id, now=now)
        inside = histories.closed_period(grant.narrowed(export.period))
    except NotVisible:
        point.outcome = Outcome.NOT_VISIBLE
    else:
        point.basis, point.reference, point.until = grant.basis, grant.reference, grant.until
        point.start, point.end = inside.start, inside.end
        point.outcome = _write(export, point, grant)
    point.save()


def _write(export: BulkExport, point: ExportPoint, grant: Grant) -> Outcome:
    try:
        with transaction.atomic():  # what turns out not to be visible leaves no trace of having been shown
            table = disclose_table(grant=grant, period=export.period, granularity=export.step)
    except NotVisible:
        return Outcome.OTHER_TERMS
    if not _has_values(table):
        return Outcome.NO_VALUES
    for number, lines in enumerate(tidy_csv.lines(table, [point.ean.encode()])):
        ExportPiece.objects.create(point=point, number=number, lines=zlib.compress(lines, _LEVEL))
    return Outcome.EXPORTED


def _has_values(table: Table) -> bool:
    return any((series.values >= 0).any() for series in table.series)


def _actor(export: BulkExport, membership: Membership) -> Actor:
    return Actor(
        ActorKind.MEMBER,
        id=str(export.user.public_id),
        user_id=export.user_id,
        organisation=str(export.organisation.public_id),
        organisation_id=export.organisation_id,
        role=membership.role,
    )
