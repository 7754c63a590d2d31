"""Closing packs: what a former occupant may take along."""

import uuid
from datetime import date, timedelta

from django.db import models

from portal.customers.models import Occupancy


class ClosingPack(models.Model):
    """One for each end that an occupancy came to. Composed anew from the rows of the period when it is opened.

    `withdrawn_at`: the end was cancelled, or set to another day.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    occupancy = models.ForeignKey(Occupancy, on_delete=models.PROTECT, related_name="closing_packs")
    end = models.DateField()  # of the occupancy
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occupancy", "end"], name="closing_pack_once_per_end")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def last_day(self) -> date:
        """The last day of the stay: its end is the first day after it."""
        return self.end - timedelta(days=1)
