"""Cases of the data protection officer. Ids are those of the trace; no EAN or address stands here."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.cases.states import OPEN, CaseKind, CaseState


class CaseKindChoices(models.TextChoices):
    """The kinds in words."""

    NOT_RECOGNISED = CaseKind.NOT_RECOGNISED, _("line not recognised by a resident")
    LOOK_UP_ALERT = CaseKind.LOOK_UP_ALERT, _("look-ups that stand out")


class CaseStateChoices(models.TextChoices):
    """The states in words."""

    OPEN = CaseState.OPEN, pgettext_lazy("state of a case", "open")
    IN_HAND = CaseState.IN_HAND, pgettext_lazy("state of a case", "in hand")
    ANSWERED = CaseState.ANSWERED, pgettext_lazy("state of a case", "answered")
    CLOSED = CaseState.CLOSED, pgettext_lazy("state of a case", "closed")


class Case(models.Model):
    """Something that the data protection officer looks into.

    It concerns the lines of the trace in [`since`, `until`) with its `subject`, `access_point_id`, `organisation`
    and `person`, as far as they are given. `line` names the one line of the resident's journal.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)  # of what opened it: it opens one case only
    kind = models.CharField(max_length=20, choices=CaseKindChoices.choices)
    state = models.CharField(max_length=10, choices=CaseStateChoices.choices, default=CaseState.OPEN.value)
    subject = models.CharField(max_length=64, blank=True)  # public id of the customer
    access_point_id = models.BigIntegerField(null=True)
    organisation = models.CharField(max_length=64, blank=True)  # public id
    person = models.CharField(max_length=64, blank=True)  # who looked: `actor_id` of the trace
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)  # not included
    line = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)  # codes and counts; no name
    words = models.TextField(blank=True)  # of the resident
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    handler = models.CharField(max_length=64, blank=True)  # pseudonymous
    purpose = models.CharField(max_length=200, blank=True)  # the reason that the handler gave before opening it
    answer = models.TextField(blank=True)  # to the resident; of an alert, what was found
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state__in=list(OPEN)), name="case_open"),
            models.Index(fields=["subject", "-opened_at"], condition=~Q(subject=""), name="case_by_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CaseState)), name="case_state_known"),
            models.CheckConstraint(condition=Q(state=CaseState.OPEN) | ~Q(handler=""), name="case_has_handler"),
            models.CheckConstraint(
                condition=Q(state__in=list(OPEN), answer="") | (~Q(state__in=list(OPEN)) & ~Q(answer="")),
                name="case_answer_when_over",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
