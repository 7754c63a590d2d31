"""Look-ups by social welfare offices (R9). A row asks and answers for one day; it is never a right."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.customers.models import Occupancy
from portal.identity.models import User


class Reason(models.TextChoices):
    """Why an office looks. The resident reads it in the journal, so each one names a task and no judgement."""

    UNPAID = "unpaid", _("Bills that are hard to pay")
    COMMISSION = "commission", _("Local energy commission")
    PREPAYMENT = "prepayment", _("Prepayment meter")
    SUPPLY_ENDS = "supply_ends", _("Supply that ends or has ended")
    PROTECTED = "protected", _("Social tariff or protected customer")
    HEATING = "heating", _("Heating allowance")
    SAVING = "saving", _("Guidance on using less energy")

    @property
    def in_trace(self) -> str:
        """The purpose that a line of the trace bears."""
        return f"welfare.{self.value}"


class Way(models.TextChoices):
    """What the home was looked for by. What was typed is not kept."""

    EAN = "ean", _("EAN number")
    METER = "meter", _("Meter number")
    ADDRESS = "address", _("Name and address")


class CaseLookUp(models.Model):
    """One look-up by a member of an office, for a case, whether or not it found a home.

    `occupancies` are those of the one home that it found, one per energy as a rule. The dossier opens on `day`
    alone, to this member alone. Somebody else who runs the office confirms that the case exists.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="case_look_ups")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="case_look_ups")
    case_reference = models.CharField(max_length=40)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    way = models.CharField(max_length=8, choices=Way.choices)
    asked_at = models.DateTimeField()
    day = models.DateField()  # the Belgian day of `asked_at`
    found = models.BooleanField()
    occupancies = models.ManyToManyField(Occupancy, related_name="case_look_ups")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="confirmed_look_ups"
    )

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "day"], name="case_look_up_by_office"),
            models.Index(fields=["user", "day"], name="case_look_up_by_user"),
            models.Index(
                fields=["day"], condition=Q(found=True, confirmed_at=None), name="case_look_up_unconfirmed"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="case_look_up_reason_known"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="case_look_up_way_known"),
            models.CheckConstraint(condition=~Q(case_reference=""), name="case_look_up_names_case"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="case_look_up_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")), name="case_look_up_second_eyes"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def purpose(self) -> str:
        """The reason as the trace keeps it."""
        return Reason(self.reason).in_trace
