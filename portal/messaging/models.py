"""The outbox: messages, and each attempt to hand one to a provider."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.messaging import words
from portal.messaging.states import State

_WAITING = [State.QUEUED, State.UNKNOWN, State.ACCEPTED, State.SENT]
_HELD = [State.CLAIMED, State.SENDING]


class StateChoices(models.TextChoices):
    """The states in words."""

    QUEUED = State.QUEUED, pgettext_lazy("state of a message", "waiting")
    CLAIMED = State.CLAIMED, pgettext_lazy("state of a message", "about to be sent")
    SENDING = State.SENDING, pgettext_lazy("state of a message", "being sent")
    UNKNOWN = State.UNKNOWN, pgettext_lazy("state of a message", "perhaps sent")
    ACCEPTED = State.ACCEPTED, pgettext_lazy("state of a message", "handed over")
    SENT = State.SENT, pgettext_lazy("state of a message", "sent")
    DELIVERED = State.DELIVERED, pgettext_lazy("state of a message", "delivered")
    UNDELIVERED = State.UNDELIVERED, pgettext_lazy("state of a message", "not delivered")
    FAILED = State.FAILED, pgettext_lazy("state of a message", "failed")
    CANCELLED = State.CANCELLED, pgettext_lazy("state of a message", "cancelled")
    EXPIRED = State.EXPIRED, pgettext_lazy("state of a message", "too late")


class ChannelChoices(models.TextChoices):
    """How a message travels."""

    SMS = "sms", _("SMS")
    EMAIL = "email", _("e-mail")
    LETTER = "letter", _("letter")


class Message(models.Model):
    """One message to one recipient, stored in the transaction of the change that causes it.

    `context` may hold a one-time code, so it is erased as soon as the text need not be rendered again.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)  # one per business event
    template = models.CharField(max_length=80)
    channel = models.CharField(max_length=8, choices=ChannelChoices.choices)
    language = models.CharField(max_length=2)
    mobile = models.CharField(max_length=16, blank=True)  # E.164
    email = models.EmailField(blank=True)
    postal = models.JSONField(default=list, blank=True)  # the lines of a letter's address
    subject = models.CharField(max_length=64, blank=True)  # public id of the customer
    bound_to = models.CharField(max_length=64, blank=True)  # public id of the occupancy that it ends with (R11)
    context = models.JSONField(default=dict, blank=True)

    state = models.CharField(max_length=12, choices=StateChoices.choices, default=State.QUEUED.value)
    reason = models.CharField(max_length=60, blank=True)  # a code: why it waits, or why it ended so
    # No worker looks at it before this moment, to send it, to look it up, or to ask for its status. None: never.
    not_before = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claims = models.PositiveIntegerField(default=0)  # a worker that lost its lease no longer has the last number
    attempt_count = models.PositiveIntegerField(default=0)
    provider_id = models.CharField(max_length=64, blank=True)
    cost = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)  # once the provider told it
    currency = models.CharField(max_length=3, blank=True)  # ISO 4217
    cancelled_at = models.DateTimeField(null=True, blank=True)  # do not send, or not again
    swept_at = models.DateTimeField(null=True, blank=True)  # when the sweeper last woke a worker for it
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="message_state"),
            models.UniqueConstraint(
                fields=["provider_id"], condition=~Q(provider_id=""), name="message_one_per_provider_id"
            ),
            models.CheckConstraint(
                condition=Q(lease_until__isnull=False) | ~Q(state__in=_HELD), name="message_held_has_lease"
            ),
        ]
        indexes = [
            models.Index("not_before", condition=Q(state__in=_WAITING), name="message_waiting"),
            models.Index("lease_until", condition=Q(state__in=_HELD), name="message_held"),
            models.Index("bound_to", condition=~Q(bound_to=""), name="message_bound_to"),
            models.Index("mobile", condition=~Q(mobile=""), name="message_mobile"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def about(self) -> str:
        """What it is about, in words."""
        return words.about(self.template)

    @property
    def address(self) -> str:
        """Where it goes, on one line."""
        return self.mobile or self.email or ", ".join(self.postal)

    @property
    def masked_address(self) -> str:
        """What tells two addresses apart without giving them away: the last digits, a domain, a locality."""
        if self.mobile:
            return f"•••\u00a0{self.mobile[-2:]}"
        return f"•••@{self.email.rpartition('@')[2]}" if self.email else "".join(self.postal[-1:])


class MessageAttempt(models.Model):
    """One request to a provider. Written before the request, so that a killed worker leaves a mark."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # in the callback's URL
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    channel = models.CharField(max_length=8, choices=ChannelChoices.choices)
    started_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)  # accepted, retry, refused, unknown, found, not_found
    error = models.CharField(max_length=60, blank=True)
    provider_id = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=12, blank=True)  # the last one that the provider told of this attempt
    text_digest = models.CharField(max_length=64, blank=True)  # keyed: recognises our text in the provider's list

    class Meta:
        indexes = [models.Index(fields=["message", "started_at"], name="attempt_by_message")]

    def __str__(self) -> str:
        return f"attempt {self.pk} of message {self.message_id}"
