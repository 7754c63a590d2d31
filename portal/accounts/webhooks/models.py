"""Endpoints of organisations, and each event on its way to one."""

import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from portal.accounts.models import Organisation
from portal.accounts.webhooks import words
from portal.accounts.webhooks.states import DeliveryState, EndpointState


class EndpointStateChoices(models.TextChoices):
    """The states of an endpoint in words."""

    ACTIVE = EndpointState.ACTIVE, pgettext_lazy("state of a webhook", "gets events")
    PAUSED = EndpointState.PAUSED, pgettext_lazy("state of a webhook", "paused")
    FAILING = EndpointState.FAILING, pgettext_lazy("state of a webhook", "stopped: it did not answer for days")
    GONE = EndpointState.GONE, pgettext_lazy("state of a webhook", "stopped: it answered that it is gone")
    REMOVED = EndpointState.REMOVED, pgettext_lazy("state of a webhook", "removed")


class DeliveryStateChoices(models.TextChoices):
    """The states of a delivery in words."""

    QUEUED = DeliveryState.QUEUED, pgettext_lazy("state of an event", "waiting")
    CLAIMED = DeliveryState.CLAIMED, pgettext_lazy("state of an event", "being sent")
    DELIVERED = DeliveryState.DELIVERED, pgettext_lazy("state of an event", "delivered")
    FAILED = DeliveryState.FAILED, pgettext_lazy("state of an event", "not delivered")
    CANCELLED = DeliveryState.CANCELLED, pgettext_lazy("state of an event", "cancelled")


class Endpoint(models.Model):
    """An address of an organisation that gets its events. `secret` is sealed (see `secret_keys`)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=300)
    former_secret = models.CharField(max_length=300, blank=True)  # signs too until `former_until`
    former_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=EndpointStateChoices.choices, default=EndpointState.ACTIVE.value
    )
    failing_since = models.DateTimeField(null=True, blank=True)  # since when nothing got through
    made_by = models.CharField(max_length=64)  # public id of an administrator
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in EndpointState]), name="endpoint_state_known"
            ),
            models.UniqueConstraint(
                fields=["organisation", "url"], condition=~Q(state="removed"), name="endpoint_once"
            ),
            models.CheckConstraint(
                condition=Q(former_secret="") | Q(former_until__isnull=False), name="endpoint_former_secret_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"endpoint {self.pk}"


class Delivery(models.Model):
    """One event for one endpoint, stored in the transaction of the change that it tells. `data` holds ids and
    codes, never a name, an address or an EAN."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=200)  # one per business event
    type = models.CharField(max_length=60)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField()  # of the event

    state = models.CharField(
        max_length=9, choices=DeliveryStateChoices.choices, default=DeliveryState.QUEUED.value
    )
    not_before = models.DateTimeField()  # no worker looks at it before
    lease_until = models.DateTimeField(null=True, blank=True)
    claims = models.PositiveIntegerField(default=0)  # a worker that lost its lease no longer has the last number
    tries = models.PositiveIntegerField(default=0)  # since it was last asked for
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of the last answer (HTTP)
    error = models.CharField(max_length=12, blank=True)  # why there was none: see `sending.Answer`
    swept_at = models.DateTimeField(null=True, blank=True)  # when the sweeper last woke a worker for it
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "key"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DeliveryState]), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(lease_until__isnull=False), name="delivery_claimed_has_lease"
            ),
        ]
        indexes = [
            models.Index("not_before", condition=Q(state__in=["queued", "claimed"]), name="delivery_waiting"),
            models.Index(fields=["endpoint", "-created_at"], name="delivery_by_endpoint"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    @property
    def message_id(self) -> str:
        """`webhook-id`: the same in each try, so that the receiver knows what it has already."""
        return f"msg_{self.public_id.hex}"

    @property
    def about(self) -> str:
        """What happened, in words."""
        return words.about(self.type)

    @property
    def outcome(self) -> str:
        """What the last try came to, in words; "" before the first one."""
        return words.outcome(self.status, self.error)

    @property
    def payload(self) -> dict[str, Any]:
        """What is sent (Standard Webhooks: type, timestamp, data)."""
        return {"type": self.type, "timestamp": self.created_at.isoformat(), "data": self.data}
