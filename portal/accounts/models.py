"""Who of the operator's staff holds which role, and until when it must be reviewed."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import Role
from portal.identity.models import User

REVIEW_WITHIN = timedelta(days=182)  # six months: a role that nobody reviewed for so long lapses (R15)


class RoleChoices(models.TextChoices):
    """The roles in words."""

    CONTACT_CENTRE = Role.CONTACT_CENTRE, _("contact centre")
    BACK_OFFICE = Role.BACK_OFFICE, _("back office")
    MESSAGING_OPERATOR = Role.MESSAGING_OPERATOR, _("messages")
    STAFF_MANAGER = Role.STAFF_MANAGER, _("staff and roles")


class StaffRole(models.Model):
    """One role of one person, from the day it is given until it is taken or lapses."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_roles")
    role = models.CharField(max_length=24, choices=RoleChoices.choices)
    given_at = models.DateTimeField()
    reviewed_at = models.DateTimeField()  # by somebody else; the giving counts as the first review
    reviewed_by = models.CharField(max_length=64, blank=True)  # public id; "" is the command line
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at=None), name="staff_role_held_once"
            ),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="staff_role_known"),
        ]

    def __str__(self) -> str:
        return f"role {self.pk}"

    @property
    def review_by(self) -> datetime:
        """When it lapses unless somebody reviews it."""
        return self.reviewed_at + REVIEW_WITHIN
