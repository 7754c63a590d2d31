"""Who can when, proposed days with what everybody said to them, and alerts about late legs."""

import uuid

from django.db import models
from django.db.models import Q

from connectmyhome.application.models import Application
from connectmyhome.legs.models import Leg, PartyChoices
from connectmyhome.workday.states import LIVE, ProposalState


class OperatorDay(models.Model):
    """A day on which the operator of the leg can do the works."""

    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["leg", "day"], name="operator_day_once")]

    def __str__(self) -> str:
        return f"{self.day} of leg {self.leg_id}"


class ApplicantDay(models.Model):
    """A day that suits the applicant."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["application", "day"], name="applicant_day_once")]

    def __str__(self) -> str:
        return f"{self.day} of application {self.application_id}"


class Proposal(models.Model):
    """A day proposed to everybody whom it concerns: the applicant, and the legs that were ready for a day then.

    In calendars it is the event `uid`; `sequence` grows at each change of it. A proposal that follows a fallen one
    changes the same event.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    uid = models.UUIDField()
    sequence = models.PositiveIntegerField(default=0)
    day = models.DateField()
    state = models.CharField(max_length=6, default=ProposalState.OPEN.value)
    by = models.CharField(max_length=12, choices=PartyChoices.choices)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_by = models.CharField(max_length=12, blank=True, choices=PartyChoices.choices)  # why it fell
    ended_leg = models.ForeignKey(Leg, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="open"), name="proposal_one_open"
            ),  # two operators at the same second make one
            models.UniqueConstraint(
                fields=["uid"], condition=Q(state__in=["open", "agreed"]), name="proposal_one_a_calendar_event"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ProposalState]), name="proposal_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Assent(models.Model):
    """One of those who must confirm a proposed day: a leg's operator, or, without a leg, the applicant."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="assents")
    leg = models.ForeignKey(Leg, null=True, blank=True, on_delete=models.CASCADE, related_name="assents")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)  # the leg was closed, or planned by itself

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "leg"], name="assent_of_leg_once"),
            models.UniqueConstraint(fields=["proposal"], condition=Q(leg=None), name="assent_of_applicant_once"),
        ]

    def __str__(self) -> str:
        return f"assent {self.pk}"


class LateAlert(models.Model):
    """Its operator was told that the leg is late, once; the coordinator sees it."""

    leg = models.OneToOneField(Leg, on_delete=models.CASCADE, related_name="late_alert")
    deadline = models.DateField()  # as it stood then
    raised_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"late leg {self.leg_id}"
