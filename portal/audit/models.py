"""The trace: append-only events. Plain columns and pseudonymous ids only, so that events outlive erased people."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Event(models.Model):
    """One thing that happened to personal data, or a change that has to be accounted for."""

    at = models.DateTimeField()
    code = models.CharField(max_length=40)  # put into words when shown
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=40, blank=True)
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
        indexes = [models.Index(fields=["subject", "-at"], name="audit_event_by_subject")]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"
