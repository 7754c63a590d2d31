"""Communes, and which operator connects what there, since when and until when, and how we know."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from connectmyhome.operators import CODES, Utility, name_of


class UtilityChoices(models.TextChoices):
    """The utilities in words."""

    ELECTRICITY = Utility.ELECTRICITY, _("Electricity")
    GAS = Utility.GAS, _("Gas")
    WATER = Utility.WATER, _("Water")
    TELECOM = Utility.TELECOM, _("Telecom")


class BasisChoices(models.TextChoices):
    """How we know that an operator connects a commune."""

    DECREE = "decree", _("designated by the Walloon Government")
    EXCLUSION = "exclusion", _("designated to nobody else")
    PRESS = "press", _("as the press tells")
    STAFF = "staff", _("told by the operator")


class Commune(models.Model):
    """A commune of Wallonia."""

    nis = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=60)
    province = models.CharField(max_length=30)
    postal_codes = ArrayField(models.CharField(max_length=4))
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(fields=["postal_codes"], name="commune_by_postal_code")]

    def __str__(self) -> str:
        return self.name


class Designation(models.Model):
    """operator × commune × utility × period. A change ends one row and begins another: nothing is overwritten.

    `partly`: for some streets of the commune only; who applies there is asked for the street.
    """

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="designations")
    utility = models.CharField(max_length=12, choices=UtilityChoices.choices)
    operator = models.CharField(max_length=10)  # a code of `operators`
    partly = models.BooleanField(default=False)
    basis = models.CharField(max_length=10, choices=BasisChoices.choices)
    source = models.CharField(max_length=200)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64, blank=True)  # public id of the member of staff; "" is the file

    class Meta:
        ordering = ["utility", "operator", "start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="designation_period_ordered"
            ),
            models.CheckConstraint(condition=Q(operator__in=list(CODES)), name="designation_operator_known"),
            models.CheckConstraint(condition=Q(utility__in=list(Utility)), name="designation_utility_known"),
            models.UniqueConstraint(
                fields=["commune", "utility", "operator"],
                condition=Q(end__isnull=True),
                name="designation_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operator} {self.utility} in {self.commune_id}"

    @property
    def operator_name(self) -> str:
        return name_of(self.operator)
