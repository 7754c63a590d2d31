"""What the market says: its events, and the suppliers and contracts that follow from them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from portal.grid.fields import DateRange, IdRange
from portal.grid.models import AccessPoint
from portal.market.projection import EventKind
from portal.market.states import EventState


class Supplier(models.Model):
    """A company that sells energy."""

    gln = models.CharField(max_length=13, unique=True)
    name = models.CharField(max_length=120)
    named_by = models.CharField(max_length=80, blank=True)  # date and id of the event that names it so

    def __str__(self) -> str:
        return self.name


class SupplyContract(models.Model):
    """supplier × access point × period: from `start` up to, and without, `end`. Empty when it was taken back."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="contracts")
    access_point = models.ForeignKey(AccessPoint, on_delete=models.PROTECT, related_name="contracts")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=64, null=True, blank=True, unique=True)  # market event that began it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="contract_period_ordered"
            ),
            ExclusionConstraint(
                name="contract_one_at_a_time",
                expressions=[
                    (IdRange("access_point_id"), RangeOperators.OVERLAPS),
                    (DateRange("start", "end"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.pk}"


class SupplyState(models.Model):
    """What else the market says of an access point. Never shown to a supplier (R10)."""

    access_point = models.OneToOneField(AccessPoint, on_delete=models.CASCADE, related_name="supply_state")
    to_be_checked_since = models.DateField(null=True, blank=True)  # supply ended, and nobody moved (R11)
    to_be_checked_after = models.CharField(max_length=30, blank=True)  # kind of the event that opened the check
    prepayment_since = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"supply state of access point {self.access_point_id}"


class ImportRun(models.Model):
    """One file, or one request, of market events."""

    source = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)  # None: still running, or cut off
    lines = models.PositiveIntegerField(default=0)
    already_known = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"import {self.pk}"


class MarketEvent(models.Model):
    """One event as it was received. Its content never changes; its state follows from the other events."""

    event_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in EventKind])
    effective_date = models.DateField(null=True, blank=True)  # a cancellation needs none
    ean = models.CharField(max_length=18, blank=True)  # not a foreign key: the access point may come later
    customer = models.CharField(max_length=64, blank=True)  # the market's key
    cancels = models.CharField(max_length=64, blank=True)  # event_id of the event it takes back
    payload = models.JSONField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of the content: tells a repetition from another event
    received_at = models.DateTimeField()
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in EventState], default=EventState.PENDING
    )
    reason = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["ean"], name="market_event_ean"),
            # A query by many values has to say the condition too: PostgreSQL does not infer it from a long list.
            models.Index(fields=["customer"], name="market_event_customer", condition=~Q(customer="")),
            models.Index(fields=["cancels"], name="market_event_cancels", condition=~Q(cancels="")),
            models.Index(fields=["id"], name="market_event_pending", condition=Q(state=EventState.PENDING)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(EventState)), name="market_event_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class RejectedLine(models.Model):
    """A line that could not be read as an event, kept for correction."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejected")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    field = models.CharField(max_length=60, blank=True)  # which part of the line, such as customer.mobile
    raw = models.BinaryField()  # the line as it came, at most the length that a line may have

    class Meta:
        ordering = ["run", "line"]

    def __str__(self) -> str:
        return f"line {self.line} of import {self.run_id}"
