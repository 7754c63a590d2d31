"""Customers, and their occupancies of access points."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.grid.fields import DateRange, IdRange
from portal.grid.models import AccessPoint
from portal.primitives.period import Period


class CustomerKind(models.TextChoices):
    PERSON = "person", _("person")
    COMPANY = "company", _("company")


class Customer(models.Model):
    """A person or company recognised on an access point. Contacts are those that the market registers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the trace's subject
    market_id = models.CharField(max_length=64, unique=True)  # the market's key of this customer
    kind = models.CharField(max_length=8, choices=CustomerKind.choices, default=CustomerKind.PERSON)
    name = models.CharField(max_length=150)
    language = models.CharField(max_length=2, default="fr")
    email = models.EmailField(blank=True)
    mobile = models.CharField(max_length=16, blank=True)  # E.164
    mobile_changed_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )

    def __str__(self) -> str:
        return str(self.public_id)


class Occupancy(models.Model):
    """customer × access point × period: from `start` up to, and without, `end`.

    One whose move-in was cancelled keeps its row, with an empty period (`end` is `start`): what refers to it stays
    whole, and no day is in it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="occupancies")
    access_point = models.ForeignKey(AccessPoint, on_delete=models.PROTECT, related_name="occupancies")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=64, null=True, blank=True, unique=True)  # market event that began it

    class Meta:
        verbose_name_plural = "occupancies"
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="occupancy_period_ordered"
            ),
            ExclusionConstraint(
                name="occupancy_one_at_a_time",
                expressions=[
                    (IdRange("access_point_id"), RangeOperators.OVERLAPS),
                    (DateRange("start", "end"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)
