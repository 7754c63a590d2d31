"""Readings that customers gave, and their photos."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from consumption.customer_readings.states import ReadingState
from portal.correspondence.models import Letter
from portal.customers.models import Occupancy
from portal.grid.models import Meter


class StateChoices(models.TextChoices):
    """The states in words."""

    WAITING = ReadingState.WAITING, pgettext_lazy("state of a reading", "being checked")
    ACCEPTED = ReadingState.ACCEPTED, pgettext_lazy("state of a reading", "accepted")
    REJECTED = ReadingState.REJECTED, pgettext_lazy("state of a reading", "not accepted")
    REPLACED = ReadingState.REPLACED, pgettext_lazy("state of a reading", "replaced")
    VOID = ReadingState.VOID, pgettext_lazy("state of a reading", "no longer valid")


class CustomerReading(models.Model):
    """What stood on one meter on one day, by whom lived there. Kept whatever became of it (R12).

    `values` is Wh or dm³ by OBIS code; `doubts` are the codes of `plausibility`, by OBIS code.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField(unique=True)  # of the form: sent twice, one reading
    occupancy = models.ForeignKey(Occupancy, on_delete=models.PROTECT, related_name="own_readings")
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="customer_readings")
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="+")
    day = models.DateField()
    values = models.JSONField()
    doubts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=StateChoices.choices)
    state_before_void = models.CharField(max_length=10, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # the customer looked again and stands by it
    photo = models.BinaryField(null=True)  # JPEG; erased some months after the decision
    handler = models.CharField(max_length=64, blank=True)  # public id of the member of staff who opened it
    decided_at = models.DateTimeField(null=True)
    explanation = models.CharField(max_length=300, blank=True)  # to the customer, when it was not accepted

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "day"],
                condition=Q(state__in=[ReadingState.WAITING, ReadingState.ACCEPTED]),
                name="customer_reading_one_a_day",
            ),
            models.CheckConstraint(condition=Q(state__in=list(ReadingState)), name="customer_reading_state_known"),
        ]
        indexes = [
            models.Index(fields=["occupancy", "-day"], name="customer_reading_by_home"),
            models.Index(
                fields=["given_at"], condition=Q(state=ReadingState.WAITING), name="customer_reading_waiting"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
