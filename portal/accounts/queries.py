"""Who holds which role now. A lapsed role is never among them, whether or not anything marked it as ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Prefetch, Q, QuerySet, When

from portal.accounts.models import REVIEW_WITHIN, Membership, Organisation
from portal.accounts.roles import RIGHTS, House, Role
from portal.identity.models import User
from portal.ui.guards import Right

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user is at the desk: nothing, for anybody who is not of the staff."""

    roles: frozenset[Role]

    @property
    def rights(self) -> frozenset[Right]:
        return frozenset().union(*(RIGHTS[House.OPERATOR][role] for role in self.roles))

    @property
    def name(self) -> str:
        """The roles for the trace: "back_office, contact_centre"."""
        return ", ".join(sorted(self.roles))


def held(*, now: datetime) -> QuerySet[Membership]:
    """The roles at the operator that give rights at this moment."""
    return _counting(now).filter(organisation=None)


def memberships_of(user: User, *, now: datetime) -> QuerySet[Membership]:
    """The organisations that `user` may act for at this moment, by name; each comes along."""
    return (
        _counting(now)
        .filter(_open(now), user=user)
        .select_related("organisation")
        .order_by("organisation__name", "organisation_id")
    )


def members(organisation: Organisation, *, now: datetime) -> QuerySet[Membership]:
    """Who acts for the organisation at this moment, administrators first; the users come along."""
    found = _counting(now).filter(_open(now), organisation=organisation).select_related("user")
    return found.order_by("role", "name", "pk")  # "administrator" is the first in the alphabet too


def rights_of_member(membership: Membership | None) -> frozenset[Right]:
    """What the role lets its holder do for the organisation; nothing without one."""
    if membership is None or membership.organisation is None:
        return frozenset()
    return RIGHTS[membership.organisation.house][Role(membership.role)]


def organisation_names(public_ids: Iterable[str]) -> dict[str, str]:
    """The names of organisations by public id, closed ones included: the journal puts them into words."""
    found = Organisation.objects.filter(public_id__in=[public_id for public_id in public_ids if public_id])
    return {str(public_id): name for public_id, name in found.values_list("public_id", "name")}


def member_of(organisation: Organisation, public_id: UUID, *, now: datetime) -> Membership | None:
    """The one with this id, of those who act for the organisation."""
    return members(organisation, now=now).filter(public_id=public_id).first()


def organisations() -> QuerySet[Organisation]:
    """All of them for the desk: those that wait for a decision first, those that ended last, each by name."""
    ended = Case(When(closed_at=None, then=0), default=1)
    waits = Case(When(admitted_at=None, then=0), When(~Q(administrator_email=""), then=0), default=1)
    return Organisation.objects.order_by(ended, waits, "name", "pk")


def waiting_count() -> int:
    """How many organisations wait for a second member of staff."""
    waiting = Q(admitted_at=None) | ~Q(administrator_email="")
    return Organisation.objects.filter(waiting, closed_at=None).count()


def to_warn(*, now: datetime) -> QuerySet[Organisation]:
    """The organisations some of whose people lapse within a month."""
    soon = _counting(now).filter(_open(now), reviewed_at__lte=now + SOON - REVIEW_WITHIN)
    return Organisation.objects.filter(pk__in=soon.values("organisation")).order_by("pk")


def _open(now: datetime) -> Q:
    return Q(organisation__admitted_at__lte=now, organisation__closed_at=None)


def _counting(now: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(ended_at=None, reviewed_at__gt=now - REVIEW_WITHIN, user__is_active=True)


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
        "memberships",
        Membership.objects.filter(organisation=None, ended_at=None).order_by("role"),
        to_attr="current_roles",
    )
    everybody = User.objects.filter(pk__in=Membership.objects.filter(organisation=None).values("user"))
    return everybody.order_by("-is_active", "name", "pk").prefetch_related(current)


def member(public_id: UUID) -> User | None:
    """The member of staff with this id, as in `staff`."""
    return staff().filter(public_id=public_id).first()


def to_review(roles: Iterable[Membership], *, now: datetime) -> list[Membership]:
    """Those that lapse within a month, or have lapsed."""
    return [role for role in roles if role.review_by <= now + SOON]


def review_count(*, now: datetime) -> int:
    """How many roles of active people lapse within a month."""
    return held(now=now).filter(reviewed_at__lte=now + SOON - REVIEW_WITHIN).count()
