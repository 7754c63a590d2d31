"""Who holds which role now. A lapsed role is never among them, whether or not anything marked it as ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from portal.accounts.models import REVIEW_WITHIN, StaffRole
from portal.accounts.roles import RIGHTS, Role
from portal.identity.models import User
from portal.ui.guards import Right

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user is at the desk: nothing, for anybody who is not of the staff."""

    roles: frozenset[Role]

    @property
    def rights(self) -> frozenset[Right]:
        return frozenset().union(*(RIGHTS[role] for role in self.roles))

    @property
    def name(self) -> str:
        """The roles for the trace: "back_office, contact_centre"."""
        return ", ".join(sorted(self.roles))


def held(*, now: datetime) -> QuerySet[StaffRole]:
    """The roles that give rights at this moment."""
    return StaffRole.objects.filter(ended_at=None, reviewed_at__gt=now - REVIEW_WITHIN, user__is_active=True)


def standing_of(user: User, *, now: datetime) -> Standing:
    """The roles that `user` holds now."""
    return Standing(
        frozenset(Role(role) for role in held(now=now).filter(user=user).values_list("role", flat=True))
    )


def is_staff(user: User, *, now: datetime) -> bool:
    """Whether `user` holds any role now."""
    return held(now=now).filter(user=user).exists()


def staff() -> QuerySet[User]:
    """Everybody who holds or ever held a role, those at work first, each with `current_roles` (not ended)."""
    current = Prefetch(
        "staff_roles", StaffRole.objects.filter(ended_at=None).order_by("role"), to_attr="current_roles"
    )
    everybody = User.objects.filter(staff_roles__isnull=False).distinct()
    return everybody.order_by("-is_active", "name", "pk").prefetch_related(current)


def member(public_id: UUID) -> User | None:
    """The member of staff with this id, as in `staff`."""
    return staff().filter(public_id=public_id).first()


def to_review(roles: Iterable[StaffRole], *, now: datetime) -> list[StaffRole]:
    """Those that lapse within a month, or have lapsed."""
    return [role for role in roles if role.review_by <= now + SOON]


def review_count(*, now: datetime) -> int:
    """How many roles of active people lapse within a month."""
    return held(now=now).filter(reviewed_at__lte=now + SOON - REVIEW_WITHIN).count()
