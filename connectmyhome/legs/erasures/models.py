"""Requests to operators to erase what they were given, and their word that they did."""

import uuid

from django.db import models
from django.db.models import Q

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.operators import NAMES, Operator


class Erasure(models.Model):
    """One operator is to erase what it has of one application (GDPR, Article 17, and 19: we pass it on)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="erasures")
    operator = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=64, blank=True)  # public id of the member or client

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operator__in=[operator.value for operator in Operator]), name="erasure_operator_known"
            ),
            models.UniqueConstraint(
                fields=["application", "operator"], condition=Q(confirmed_at=None), name="erasure_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def legs(self) -> list[Leg]:
        """The operator's legs of the application: what was given to it."""
        return [leg for leg in self.application.legs.all() if leg.operator == self.operator]

    @property
    def operator_name(self) -> str:
        return NAMES[Operator(self.operator)]
