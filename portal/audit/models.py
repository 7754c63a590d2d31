"""The trace: append-only events, and the seals that make a change to them show.

Plain columns and pseudonymous ids only, so that events outlive erased people. Updating, deleting or truncating
these tables is refused by a trigger, and to the application's role by database right too.
"""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast


class CurrentTransaction(models.Func):
    """The id of the writing transaction, which orders events so that a seal can tell who may still precede it."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = models.TextField()


class Event(models.Model):
    """One thing that happened to personal data, or a change that has to be accounted for."""

    transaction = models.BigIntegerField(
        db_default=Cast(Cast(CurrentTransaction(), models.TextField()), models.BigIntegerField()), editable=False
    )
    at = models.DateTimeField()
    code = models.CharField(max_length=40)  # put into words when shown
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=64, blank=True)  # public id of the customer
    access_point_id = models.BigIntegerField(null=True)
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)  # not included
    granularity = models.CharField(max_length=10, blank=True)
    basis = models.CharField(max_length=30, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=12, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-at", "-id"], name="audit_event_by_subject"),
            models.Index(fields=["transaction", "id"], name="audit_event_by_transaction"),
            BrinIndex(fields=["at"], name="audit_event_by_time", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"


class Span(StrEnum):
    """How long a time a roll-up counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Rollup(models.Model):
    """How often one kind of data was shown to one organisation, or to others, in a Belgian day, week (from Monday)
    or month that begins on `start` (R14)."""

    span = models.CharField(max_length=5)
    start = models.DateField()
    actor_kind = models.CharField(max_length=20)
    organisation = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=12, blank=True)
    count = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["span", "start", "actor_kind", "organisation", "role", "kind", "channel"],
                name="audit_rollup_once",
            ),
            models.CheckConstraint(condition=Q(span__in=list(Span)), name="audit_rollup_span_known"),
        ]

    def __str__(self) -> str:
        return f"{self.span} {self.start}"


class Seal(models.Model):
    """A signed Merkle root over the events of the transactions from `first` up to, and without, `end`."""

    number = models.BigIntegerField(primary_key=True)
    first_transaction = models.BigIntegerField()
    end_transaction = models.BigIntegerField()
    events = ArrayField(models.BigIntegerField())  # ids, in the order of the leaves
    leaves = models.BinaryField()  # SHA-256 of each event, so that a changed one can be named
    root = models.BinaryField()
    previous = models.BinaryField()  # digest of the seal before; empty for the first
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    digest = models.BinaryField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"seal {self.number}"
