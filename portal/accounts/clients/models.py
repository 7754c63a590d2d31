"""The clients of organisations, as django-oauth-toolkit keeps applications."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone
from oauth2_provider.models import AbstractApplication

from portal.accounts.models import REVIEW_WITHIN, Organisation
from portal.ui.guards import Right

# What a client may do: the scopes of its tokens are names of rights.
CLIENT_RIGHTS = (Right.SEE_DATA, Right.ASK_MANDATES, Right.SEE_LEGS, Right.HANDLE_LEGS)


class Client(AbstractApplication):  # type: ignore[misc]
    """A program of an organisation. Its secret is shown once and stored hashed; it counts until it is revoked,
    lapses for want of a review (R15), or its organisation is closed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField(max_length=64)  # public id of an administrator
    made_at = models.DateTimeField()
    reviewed_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS)
                & models.Q(client_type=AbstractApplication.CLIENT_CONFIDENTIAL),
                name="client_acts_for_itself",
            )
        ]

    def __str__(self) -> str:
        return f"client {self.pk}"

    @property
    def review_by(self) -> datetime:
        """When it lapses unless an administrator reviews it."""
        return self.reviewed_at + REVIEW_WITHIN

    def counts(self, now: datetime) -> bool:
        """Whether it may act at this moment."""
        organisation = self.organisation
        admitted = organisation.admitted_at is not None and organisation.admitted_at <= now
        return self.revoked_at is None and now < self.review_by and admitted and organisation.closed_at is None

    def is_usable(self, request: object) -> bool:
        """What django-oauth-toolkit asks before it issues or accepts a token."""
        return self.counts(timezone.now())
