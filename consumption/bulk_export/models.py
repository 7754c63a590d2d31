"""Bulk exports, their access points, and their files in pieces.

The files lie in the database, compressed: web processes and workers keep no state, and what a step writes is
committed together with its trace and its place. They are deleted after a week.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from consumption.bulk_export.states import ExportState, Outcome
from portal.access.kinds import Granularity
from portal.accounts.models import Organisation
from portal.grid.models import AccessPoint
from portal.identity.models import User
from portal.primitives.period import Period


class BulkExport(models.Model):
    """The histories of many access points, asked for by a member of an organisation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bulk_exports")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granularity = models.PositiveSmallIntegerField(choices=[(each, each.name) for each in Granularity])
    start = models.DateField()
    end = models.DateField()  # not included
    state = models.CharField(
        max_length=10, choices=[(state, state) for state in ExportState], default=ExportState.QUEUED
    )
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)  # since a step last went well
    lease_until = models.DateTimeField(null=True)  # of the worker that runs it
    lease = models.UUIDField(null=True)

    class Meta:
        db_table = "bulk_export"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ExportState)), name="bulk_export_state_known"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="bulk_export_period_ordered"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="bulk_export_done_within"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(expires_at__isnull=False), name="bulk_export_ready_expires"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="bulk_export_by_organisation"),
            models.Index(
                fields=["state", "changed_at"],
                condition=Q(state__in=["queued", "running", "ready"]),
                name="bulk_export_to_tend",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    @property
    def step(self) -> Granularity:
        return Granularity(self.granularity)


class ExportPoint(models.Model):
    """One access point of an export, in its place; decided when its turn comes."""

    export = models.ForeignKey(BulkExport, on_delete=models.CASCADE, related_name="points")
    place = models.PositiveIntegerField()
    ean = models.CharField(max_length=18)
    access_point = models.ForeignKey(AccessPoint, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(
        max_length=12, choices=[(outcome, outcome) for outcome in Outcome], default=Outcome.WAITING
    )
    basis = models.CharField(max_length=24, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    until = models.DateField(null=True)
    start = models.DateField(null=True)  # of what was exported
    end = models.DateField(null=True)

    class Meta:
        db_table = "bulk_export_point"
        constraints = [
            models.UniqueConstraint(fields=["export", "place"], name="export_point_in_its_place"),
            models.UniqueConstraint(fields=["export", "ean"], name="export_point_once"),
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="export_point_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"point {self.place} of export {self.export_id}"


class ExportPiece(models.Model):
    """Some lines of the file of one energy, compressed with zlib, all of one access point."""

    point = models.ForeignKey(ExportPoint, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveSmallIntegerField()
    lines = models.BinaryField()

    class Meta:
        db_table = "bulk_export_piece"
        constraints = [models.UniqueConstraint(fields=["point", "number"], name="export_piece_in_its_place")]

    def __str__(self) -> str:
        return f"piece {self.number} of point {self.point_id}"
