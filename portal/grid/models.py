"""The grid as the portal needs it: access points, their meters, and the registers of a meter."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.grid.fields import DateRange, IdRange
from portal.primitives.ean import Ean


class Energy(models.TextChoices):
    ELECTRICITY = "electricity", _("electricity")
    GAS = "gas", _("gas")


class MeterKind(models.TextChoices):
    DIGITAL = "digital", _("digital meter")
    REMOTE_READ = "remote_read", _("remote-read meter")
    MONTHLY = "monthly", _("meter read each month")
    ANNUAL = "annual", _("meter read each year")


class AccessPoint(models.Model):
    """A delivery point on the grid, one per energy. It stays when people move."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ean = models.CharField(max_length=18, unique=True)
    energy = models.CharField(max_length=12, choices=Energy.choices)
    operator = models.CharField(max_length=30)
    street = models.CharField(max_length=120)
    house_number = models.CharField(max_length=12)
    box = models.CharField(max_length=12, blank=True)
    postal_code = models.CharField(max_length=4)
    locality = models.CharField(max_length=80)
    municipality = models.CharField(max_length=5, blank=True)  # NIS code

    class Meta:
        indexes = [models.Index(fields=["postal_code", "street"], name="access_point_by_address")]
        constraints = [
            models.CheckConstraint(condition=Q(ean__regex=r"^[0-9]{18}$"), name="access_point_ean_digits"),
            models.CheckConstraint(condition=Q(energy__in=Energy.values), name="access_point_energy_known"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def ean_grouped(self) -> str:
        return Ean(self.ean).grouped

    @property
    def street_line(self) -> str:
        """Street, number and box."""
        return f"{self.street} {self.house_number}" + (f" / {self.box}" if self.box else "")

    @property
    def address(self) -> str:
        """One line: street and number, postal code and locality."""
        return f"{self.street_line}, {self.postal_code} {self.locality}"


class Meter(models.Model):
    """A device at an access point from `installed_on` up to, and without, `removed_on`.

    One whose installation was cancelled keeps its row, with an empty period.
    """

    access_point = models.ForeignKey(AccessPoint, on_delete=models.PROTECT, related_name="meters")
    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=MeterKind.choices)
    installed_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=64, null=True, blank=True, unique=True)  # market event that installed it

    class Meta:
        indexes = [models.Index(fields=["number"], name="meter_number")]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("installed_on")),
                name="meter_period_ordered",
            ),
            ExclusionConstraint(
                name="meter_one_per_access_point",
                expressions=[
                    (IdRange("access_point_id"), RangeOperators.OVERLAPS),
                    (DateRange("installed_on", "removed_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"meter {self.pk}"


class Register(models.Model):
    """A counter of a meter, named by its OBIS code: 1.8.1 offtake day, 1.8.2 night, 2.8.x injection; gas 7.0.0."""

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="registers")
    obis = models.CharField(max_length=8)
    digits = models.PositiveSmallIntegerField(default=6)
    decimals = models.PositiveSmallIntegerField(default=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meter", "obis"], name="register_once_per_meter")]

    def __str__(self) -> str:
        return f"register {self.obis} of meter {self.meter_id}"
