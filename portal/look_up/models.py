"""Look-ups: requests to be recognised by EAN and meter number (R4)."""

import uuid

from django.db import models
from django.db.models import Q

from portal.customers.models import Occupancy
from portal.look_up.states import LookUpState


class LookUp(models.Model):
    """One request. Bound to an occupancy when the two numbers are right; what was typed is erased once judged."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        max_length=14, choices=[(state, state) for state in LookUpState], default=LookUpState.REQUESTED
    )
    ean = models.CharField(max_length=18, blank=True)
    meter_number = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2)
    occupancy = models.ForeignKey(Occupancy, null=True, on_delete=models.CASCADE, related_name="look_ups")
    requested_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(state=LookUpState.REQUESTED), name="look_up_waiting")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=LookUpState.REQUESTED) | Q(ean="", meter_number=""), name="look_up_typed_erased"
            ),
            models.CheckConstraint(
                condition=Q(occupancy__isnull=False) | Q(state__in=[LookUpState.REQUESTED, LookUpState.REFUSED]),
                name="look_up_bound_when_right",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
