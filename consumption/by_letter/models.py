"""Histories sent by letter."""

import uuid

from django.db import models

from portal.customers.models import Occupancy


class HistoryLetter(models.Model):
    """One history, asked for and sent to the consumption address. How far it is, the outbox knows."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField(unique=True)  # of the form, the call or the look-up: one wish, one letter
    occupancy = models.ForeignKey(Occupancy, on_delete=models.PROTECT, related_name="history_letters")
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64, blank=True)  # the call's reference
    requested_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)  # None only inside the transaction that makes it

    class Meta:
        indexes = [
            models.Index(fields=["occupancy", "requested_at"], name="history_letter_by_home"),
            models.Index(fields=["actor_id", "requested_at"], name="history_letter_by_actor"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def key(self) -> str:
        """Of its message in the outbox."""
        return f"history:{self.public_id}:letter"
