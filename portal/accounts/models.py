"""Organisations, and who holds which role in them or at the operator, and until when it must be reviewed."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.roles import MEMBER_ROLES, STAFF_ROLES, House, Role
from portal.accounts.states import OrganisationState, state_of
from portal.audit.doer import Doer
from portal.identity.models import User

REVIEW_WITHIN = timedelta(days=182)  # six months: a role that nobody reviewed for so long lapses (R15)


class RoleChoices(models.TextChoices):
    """The roles in words."""

    CONTACT_CENTRE = Role.CONTACT_CENTRE, _("contact centre")
    BACK_OFFICE = Role.BACK_OFFICE, _("back office")
    MESSAGING_OPERATOR = Role.MESSAGING_OPERATOR, _("messages")
    STAFF_MANAGER = Role.STAFF_MANAGER, _("staff and roles")
    ORGANISATION_MANAGER = Role.ORGANISATION_MANAGER, _("organisations")
    MANDATE_REVIEWER = Role.MANDATE_REVIEWER, _("review of mandates")
    DATA_PROTECTION_OFFICER = Role.DATA_PROTECTION_OFFICER, _("data protection")
    CONNECTION_COORDINATOR = Role.CONNECTION_COORDINATOR, _("connections")
    ADMINISTRATOR = Role.ADMINISTRATOR, _("administrator")
    MEMBER = Role.MEMBER, _("member")
    READER = Role.READER, _("reader")


class OrganisationKind(models.TextChoices):
    """What an organisation is: it decides which pages are its own."""

    THIRD_PARTY = House.THIRD_PARTY, _("holder of mandates")
    SUPPLIER = House.SUPPLIER, _("supplier")
    WELFARE_OFFICE = House.WELFARE_OFFICE, _("social welfare office")
    NETWORK_OPERATOR = House.NETWORK_OPERATOR, _("network operator")


class Organisation(models.Model):
    """Who is not a resident and not the operator: an energy adviser, a supplier, a social welfare office, a person
    who holds mandates. It counts from the day that a second member of staff admits it, until it is closed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=OrganisationKind.choices)
    name = models.CharField(max_length=150)
    enterprise_number = models.CharField(max_length=10, blank=True)  # ten digits; "" for a person
    language = models.CharField(max_length=2, default="fr")
    email = models.EmailField()  # where what concerns the organisation goes
    gln = models.CharField(max_length=13, blank=True)  # of a supplier: its number on the market
    municipality = models.CharField(max_length=5, blank=True)  # of a social welfare office: NIS code
    operator = models.CharField(max_length=10, blank=True)  # of a network operator: its code in Connect My Home
    # Who is to be invited as administrator, and the member of staff who says so, until a second one agrees.
    administrator_name = models.CharField(max_length=150, blank=True)
    administrator_email = models.EmailField(blank=True)
    administrator_by = models.CharField(max_length=64, blank=True)
    proposed_by = models.CharField(max_length=64)  # public id of a member of staff
    proposed_at = models.DateTimeField()
    admitted_by = models.CharField(max_length=64, blank=True)  # of another one (R15)
    admitted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["third_party", "supplier", "welfare_office", "network_operator"]),
                name="organisation_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(admitted_by="") | ~Q(admitted_by=F("proposed_by")), name="organisation_second_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(kind="welfare_office") | ~Q(municipality=""), name="organisation_municipality_known"
            ),
            models.CheckConstraint(condition=~Q(kind="supplier") | ~Q(gln=""), name="organisation_gln_known"),
            models.CheckConstraint(
                condition=~Q(kind="network_operator") | ~Q(operator=""), name="organisation_operator_known"
            ),
            models.UniqueConstraint(
                fields=["kind", "enterprise_number"],
                condition=~Q(enterprise_number="") & Q(closed_at=None),
                name="organisation_once",
            ),
            models.UniqueConstraint(
                fields=["gln"], condition=~Q(gln="") & Q(closed_at=None), name="organisation_gln_once"
            ),
            models.UniqueConstraint(
                fields=["operator"],
                condition=~Q(operator="") & Q(closed_at=None),
                name="organisation_operator_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def house(self) -> House:
        return House(self.kind)

    @property
    def state(self) -> OrganisationState:
        return state_of(admitted=self.admitted_at is not None, closed=self.closed_at is not None)


class Membership(models.Model):
    """One role of one person, in an organisation or, without one, at the operator; from the day it is given until
    it is taken or lapses."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=24, choices=RoleChoices.choices)
    name = models.CharField(max_length=150, blank=True)  # as the organisation calls its member
    given_at = models.DateTimeField()
    reviewed_at = models.DateTimeField()  # by somebody else; the giving counts as the first review
    reviewed_by = models.CharField(max_length=64, blank=True)  # public id; "" is the command line
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ended_at=None, organisation=None),
                name="membership_staff_role_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ended_at=None),
                name="membership_one_role_in_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(organisation=None, role__in=[role.value for role in STAFF_ROLES])
                | Q(organisation__isnull=False, role__in=[role.value for role in MEMBER_ROLES]),
                name="membership_role_of_its_house",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    @property
    def traced(self) -> Doer:
        """How the trace names what its holder does with it."""
        organisation = self.organisation
        return {
            "actor_kind": "member" if organisation else "staff",
            "actor_id": str(self.user.public_id),
            "organisation": str(organisation.public_id) if organisation else "",
            "role": self.role,
        }

    @property
    def review_by(self) -> datetime:
        """When it lapses unless somebody reviews it."""
        return self.reviewed_at + REVIEW_WITHIN
