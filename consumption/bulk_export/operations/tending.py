"""Ending what is over: files after a week, exports of who may act no more."""

from datetime import datetime, timedelta

from django.db import transaction

from consumption.bulk_export.models import BulkExport
from consumption.bulk_export.operations.asking import end
from consumption.bulk_export.queries import membership_that_counts
from consumption.bulk_export.states import OPEN, ExportState
from portal.accounts.models import Organisation

_FORGOTTEN_AFTER = timedelta(days=90)


def tend(*, now: datetime) -> None:
    """Expire, cancel and forget what is due."""
    with transaction.atomic():
        end(BulkExport.objects.filter(state=ExportState.READY, expires_at__lte=now), ExportState.EXPIRED, now=now)
        open_ones = BulkExport.objects.filter(state__in=OPEN).select_related("user")
        orphans = [
            export
            for export in open_ones
            if membership_that_counts(export.user, export.organisation_id, now=now) is None
        ]
        end(orphans, ExportState.CANCELLED, now=now)
    BulkExport.objects.filter(changed_at__lt=now - _FORGOTTEN_AFTER).exclude(state__in=OPEN).delete()


def follow_closing(*, organisation: Organisation, now: datetime, **_: object) -> None:
    """Nobody acts for the organisation any more: end its exports, in the transaction that closes it."""
    end(BulkExport.objects.filter(organisation=organisation), ExportState.CANCELLED, now=now)
