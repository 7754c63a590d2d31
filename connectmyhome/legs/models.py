"""Legs, the steps that they took, questions to the applicant, offers; and the legal terms."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from connectmyhome.application.models import Application, Attachment, AttachmentKindChoices
from connectmyhome.legs.clocks import Unit
from connectmyhome.legs.states import LegState, Party
from connectmyhome.operators import NAMES, Operator
from connectmyhome.territory.models import UtilityChoices


class LegStateChoices(models.TextChoices):
    """The states in words."""

    SUBMITTED = LegState.SUBMITTED, pgettext_lazy("state of a connection", "received")
    INCOMPLETE = LegState.INCOMPLETE, pgettext_lazy("state of a connection", "incomplete")
    IN_STUDY = LegState.IN_STUDY, pgettext_lazy("state of a connection", "being studied")
    OFFERED = LegState.OFFERED, pgettext_lazy("state of a connection", "offer made")
    ACCEPTED = LegState.ACCEPTED, pgettext_lazy("state of a connection", "offer accepted")
    PERMITS = LegState.PERMITS, pgettext_lazy("state of a connection", "waiting for permits")
    PLANNED = LegState.PLANNED, pgettext_lazy("state of a connection", "planned")
    CONNECTED = LegState.CONNECTED, pgettext_lazy("state of a connection", "connected")
    REFUSED = LegState.REFUSED, pgettext_lazy("state of a connection", "refused")
    WITHDRAWN = LegState.WITHDRAWN, pgettext_lazy("state of a connection", "withdrawn")
    EXPIRED = LegState.EXPIRED, pgettext_lazy("state of a connection", "expired")


class PartyChoices(models.TextChoices):
    """Who did something, in words."""

    APPLICANT = Party.APPLICANT, _("the applicant")
    OPERATOR = Party.OPERATOR, _("the operator")
    COORDINATOR = Party.COORDINATOR, _("the coordinator")
    SYSTEM = Party.SYSTEM, _("the portal")


class Leg(models.Model):
    """One utility of one application with one operator. It begins when it is sent with the consent for
    this operator."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="legs")
    utility = models.CharField(max_length=12, choices=UtilityChoices.choices)
    operator = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=LegStateChoices.choices, default=LegState.SUBMITTED.value)
    revision = models.PositiveIntegerField(default=0)  # one more at each change: the ETag of the interface
    own_reference = models.CharField(max_length=40, blank=True)  # the operator's own number of this file
    to_be_checked = models.BooleanField(default=False)  # whether this operator connects the plot at all
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)  # as the operator tells
    road_works = models.BooleanField(default=False)  # or an extension of the network: permits, and a longer term
    permits_on = models.DateField(null=True, blank=True)  # since when all permits exist
    deadline = models.DateField(null=True, blank=True)  # by its clock as last reckoned: for the order of queues
    planned_on = models.DateField(null=True, blank=True)
    connected_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was refused or withdrawn, in words
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["utility", "operator"]
        constraints = [
            models.UniqueConstraint(fields=["application", "utility", "operator"], name="leg_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in LegState]), name="leg_state_known"
            ),
            models.CheckConstraint(
                condition=Q(operator="ores", utility__in=["electricity", "gas"])
                | Q(operator="resa", utility__in=["electricity", "gas"])
                | Q(operator="swde", utility="water")
                | Q(operator__in=["proximus", "orange", "telenet"], utility="telecom"),
                name="leg_operator_connects_utility",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["planned", "connected"]) | Q(planned_on__isnull=False),
                name="leg_planned_has_day",
            ),
        ]
        indexes = [models.Index(fields=["operator", "state"], name="leg_queue")]

    def __str__(self) -> str:
        return f"leg {self.pk}"

    @property
    def state_words(self) -> str:
        """The state as it is shown; permits that exist are not waited for any more."""
        if self.state == LegState.PERMITS and self.permits_on is not None:
            return pgettext("state of a connection", "permits granted")
        return str(self.get_state_display())

    @property
    def operator_name(self) -> str:
        return NAMES[Operator(self.operator)]


class LegStep(models.Model):
    """The leg came to `state`. The steps are its timeline, and what the clock is reckoned from."""

    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=LegStateChoices.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=12, choices=PartyChoices.choices)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"step {self.pk}"


class Question(models.Model):
    """What the operator asks the applicant: in words, or for a document (then the leg is incomplete until it is
    there). While one is open the clock stands still."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(max_length=2000)
    document = models.CharField(max_length=10, blank=True, choices=AttachmentKindChoices.choices)  # "": in words
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)  # public id of the member or client
    answer = models.TextField(max_length=2000, blank=True)
    attachment = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # by the operator, or with the leg

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


class Offer(models.Model):
    """What the connection costs, until when that holds, and the operator's document."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="offers")
    amount = models.DecimalField(max_digits=9, decimal_places=2)  # EUR, VAT included
    valid_until = models.DateField()  # the last day
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)  # public id of the member or client
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # declined, replaced, expired, or gone with the leg
    declined_because = models.CharField(max_length=500, blank=True)  # as the applicant says

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["leg"], condition=Q(ended_at=None), name="offer_one_at_a_time"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="offer_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class UnitChoices(models.TextChoices):
    """What a term counts, in words."""

    CALENDAR = Unit.CALENDAR, _("calendar days")
    WORKING = Unit.WORKING, _("working days")


class Term(models.Model):
    """Within how many days a utility must be connected, by law. A change ends one row and begins another: nothing
    is overwritten. A utility without a row has no legal term that we know of."""

    utility = models.CharField(max_length=12, choices=UtilityChoices.choices)
    road_works = models.BooleanField()  # for legs with road works or an extension of the network
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=8, choices=UnitChoices.choices)
    source = models.CharField(max_length=300)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64, blank=True)  # public id of the member of staff; "" is the file

    class Meta:
        ordering = ["utility", "road_works", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1), name="term_of_a_day_at_least"),
            models.CheckConstraint(condition=Q(unit__in=[unit.value for unit in Unit]), name="term_unit_known"),
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="term_ordered"),
            models.UniqueConstraint(
                fields=["utility", "road_works"], condition=Q(end__isnull=True), name="term_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} {self.unit} for {self.utility}"
