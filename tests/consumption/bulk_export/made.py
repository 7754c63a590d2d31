"""Bulk exports for tests, as workers make them."""

from datetime import datetime, timedelta

from django.utils import timezone

from consumption.bulk_export.models import BulkExport
from consumption.bulk_export.operations import asking, running
from consumption.bulk_export.operations.asking import Selection
from portal.access.kinds import Granularity
from portal.accounts.models import Organisation
from portal.identity.models import User
from portal.primitives.period import Period, belgian_day
from tests.mandates.factories import acting_for


def work(export: BulkExport, *, steps: int = 1000, now: datetime | None = None) -> BulkExport:
    """As a worker does, for at most so many steps; then it is killed, unless the export has ended."""
    lease = running.take(export_id=export.pk, now=now or timezone.now())
    while lease and steps and running.step(export_id=export.pk, lease=lease, now=now or timezone.now()):
        steps -= 1
    export.refresh_from_db()
    return export


def an_export(organisation: Organisation, user: User) -> BulkExport:
    """Ready, with the last ten days of all that the organisation may see."""
    now = timezone.now()
    today = belgian_day(now)
    export = asking.ask(
        actor=acting_for(organisation),
        user=user,
        selection=Selection(),
        granularity=Granularity.DAY,
        period=Period(today - timedelta(days=10), today),
        now=now,
    )
    return work(export)
