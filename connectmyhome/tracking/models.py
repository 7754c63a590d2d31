"""What applicants are told, how long operators' papers must be kept, and EANs that are waited for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg
from connectmyhome.operators import Operator


class Notice(models.Model):
    """A change that the applicant did not make, as the applicant is told of it. `what` is a code of `words.NEWS`;
    `told_at` is when the message leaves that tells of it: one message may tell of several."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notices")
    leg = models.ForeignKey(Leg, null=True, blank=True, on_delete=models.CASCADE, related_name="+")  # None: all
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "leg", "what", "at"], nulls_distinct=False, name="notice_once"
            ),
            models.CheckConstraint(condition=Q(told_at__gte=F("at")), name="notice_told_afterwards"),
        ]
        indexes = [models.Index(fields=["application", "-told_at"], name="notice_last_told")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Kept(models.TextChoices):
    """What may have to be kept, in words."""

    APPLICATION = "application", _("The application and what belongs to it")
    OFFER = "offer", _("The offer that you accepted")


class Since(models.TextChoices):
    """From when a retention counts, in words."""

    END = "end", _("from its end")
    NEW_YEAR = "new_year", _("from 1 January after its date")


class Retention(models.Model):
    """How long something of a finished application is kept for an operator. `source` is the law that says so; ""
    is the operator's own word. A change ends one row and begins another: nothing is overwritten."""

    operator = models.CharField(max_length=10)
    kept = models.CharField(max_length=12, choices=Kept.choices)
    months = models.PositiveSmallIntegerField()
    since = models.CharField(max_length=8, choices=Since.choices)
    source = models.CharField(max_length=300, blank=True)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["operator", "kept", "start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operator__in=[operator.value for operator in Operator]),
                name="retention_operator_known",
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="retention_ordered"
            ),
            models.UniqueConstraint(
                fields=["operator", "kept"], condition=Q(end__isnull=True), name="retention_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months} months of {self.kept} for {self.operator}"


class EanHandOver(models.Model):
    """The EAN of a connection that was made has been given to `portal.ean_delivery`, once."""

    leg = models.OneToOneField(Leg, on_delete=models.CASCADE, related_name="ean_hand_over")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"EAN of leg {self.leg_id}"
