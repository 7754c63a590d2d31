"""Digital or paper, campaigns of letters about meters, and the letters."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.correspondence.states import CampaignState, LetterState, PaperTo, PreferenceState, Reason
from portal.customers.models import Occupancy
from portal.grid.models import AccessPoint


class Kind(models.TextChoices):
    """What a letter is about. Each is the name of its composer in `documents.registry`."""

    READING_REQUEST = "reading_request", _("Request to read the meter")
    READING_REMINDER = "reading_reminder", _("Reminder to read the meter")
    ESTIMATE_NOTICE = "estimate_notice", _("Estimate of your index")
    INDEX_STATEMENT = "index_statement", _("Yearly statement of indexes")
    PLANNED_WORKS = "planned_works", _("Planned works at the meter")


ASKS_FOR_READING = (Kind.READING_REQUEST, Kind.READING_REMINDER)


class Preference(models.Model):
    """How one occupant wants the letters about one access point (R11). It hangs on the occupancy, so whoever moves
    in next starts on paper."""

    occupancy = models.OneToOneField(Occupancy, on_delete=models.CASCADE, related_name="letter_preference")
    state = models.CharField(max_length=8, choices=[(state, state) for state in PreferenceState])
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(PreferenceState)), name="preference_state_known")
        ]
        indexes = [
            models.Index(
                fields=["occupancy"], condition=Q(state=PreferenceState.DIGITAL), name="preference_digital"
            )
        ]

    def __str__(self) -> str:
        return f"preference {self.pk}"


class PreferenceChange(models.Model):
    """One change of a preference, and why."""

    preference = models.ForeignKey(Preference, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField(max_length=8, choices=[(state, state) for state in PreferenceState])
    reason = models.CharField(max_length=20, choices=[(reason, reason) for reason in Reason])
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"change {self.pk}"


class Campaign(models.Model):
    """Letters of one kind to many access points. `position` is the last access point that was dealt with: whoever
    takes the campaign up goes on behind it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    due_on = models.DateField(null=True)  # until when the reader should act
    texts = models.JSONField(default=dict)  # what all its letters say: day and hours of works …
    selection = models.JSONField(default=dict)  # which access points: see `selection.py`
    state = models.CharField(
        max_length=8, choices=[(state, state) for state in CampaignState], default=CampaignState.RUNNING.value
    )
    position = models.BigIntegerField(default=0)
    selected = models.PositiveIntegerField(default=0)
    digital = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CampaignState)), name="campaign_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="campaign_kind_known"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def issued(self) -> int:
        return self.digital + self.paper


class CampaignTarget(models.Model):
    """An access point that a list names for a campaign, with what the letter says of it: indexes, for one."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="targets")
    access_point = models.ForeignKey(AccessPoint, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "access_point"], name="campaign_target_once")]

    def __str__(self) -> str:
        return f"target {self.pk}"


class Letter(models.Model):
    """One letter about one access point, from one campaign. Composed anew from this row whenever it is shown.

    `occupancy` is whom it was issued to; None where nobody was known to live, and the letter went "to the
    occupant". `context` holds what the composer needs besides the row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="letters")
    access_point = models.ForeignKey(AccessPoint, on_delete=models.PROTECT, related_name="letters")
    occupancy = models.ForeignKey(Occupancy, null=True, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    language = models.CharField(max_length=2)
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=[(state, state) for state in LetterState])
    digital = models.BooleanField()  # it was put into the inbox; the paper may have followed
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    paper_on = models.DateField(null=True)  # unopened until then, it is printed
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # a reading came in for it
    withdrawn_at = models.DateTimeField(null=True)
    paper_copies = models.PositiveSmallIntegerField(default=0)  # put into the outbox, cancelled ones included
    paper_to = models.CharField(max_length=8, choices=[(to, to) for to in PaperTo], blank=True)  # the last copy
    reading_code = models.CharField(max_length=64, blank=True)  # digest, see `reading_codes`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "access_point"], name="letter_once_per_campaign"),
            models.UniqueConstraint(
                fields=["reading_code"], condition=~Q(reading_code=""), name="letter_reading_code_once"
            ),
            models.CheckConstraint(condition=Q(state__in=list(LetterState)), name="letter_state_known"),
            models.CheckConstraint(
                condition=Q(occupancy__isnull=False) | Q(digital=False), name="letter_digital_has_reader"
            ),
        ]
        indexes = [
            models.Index(fields=["occupancy", "-issued_at"], name="letter_by_occupancy"),
            models.Index(fields=["paper_on"], condition=Q(state=LetterState.WAITING), name="letter_unopened"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
