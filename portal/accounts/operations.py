"""Giving, reviewing and taking roles. Nobody does any of it for themselves (R15)."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from portal.accounts.models import REVIEW_WITHIN, Membership
from portal.accounts.roles import Role
from portal.audit.operations import record
from portal.identity.models import User
from portal.identity.operations.accounts import block
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo


class UnableToChangeRole(UnableTo):
    """`code`: own (one's own role), held (holds it already), blocked (has left)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnableToBlockLeavers(UnableTo):
    """The list of those employed holds nobody of the staff: it is not the list that was meant."""


def employ(*, email: str, name: str, language: str, role: Role, by: User | None, now: datetime) -> User:
    """Give a role to whoever has the account with this address; without one, open it. Its owner is told by e-mail,
    and chooses a password by "password forgotten". `by` None is the command line. Raises `UnableToChangeRole`."""
    with transaction.atomic():
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            user = User.objects.create_user(email, None, name=name, language=language, created_at=now)
        give_role(user=user, role=role, by=by, now=now)
    return user


def give_role(*, user: User, role: Role, by: User | None, now: datetime) -> None:
    """Give the role, and tell its holder by e-mail. Raises `UnableToChangeRole`."""
    _refuse_own(user, by)
    if not user.is_active:
        raise UnableToChangeRole("blocked")
    with transaction.atomic():
        end_lapsed(now=now)
        try:
            with transaction.atomic():
                Membership.objects.create(user=user, role=role, given_at=now, reviewed_at=now, reviewed_by=_id(by))
        except IntegrityError as error:
            raise UnableToChangeRole("held") from error
        _trace("given", user, role, by, now)
        enqueue(
            template="staff_role.email",
            to=Recipient(language=user.language, email=user.email),
            context={},
            key=f"staff_role:{user.public_id}:{role}:{now.isoformat()}",
            now=now,
        )


def review_role(*, user: User, role: Role, by: User | None, now: datetime) -> None:
    """Keep the role for six months more; a role that lapsed or was taken stays so. Raises `UnableToChangeRole`."""
    _refuse_own(user, by)
    with transaction.atomic():
        current = Membership.objects.filter(
            user=user, organisation=None, role=role, ended_at=None, reviewed_at__gt=now - REVIEW_WITHIN
        )
        if current.update(reviewed_at=now, reviewed_by=_id(by)):
            _trace("reviewed", user, role, by, now)


def take_role(*, user: User, role: Role, by: User | None, now: datetime) -> None:
    """Take the role away: the next request finds no right any more. Raises `UnableToChangeRole`."""
    _refuse_own(user, by)
    with transaction.atomic():
        if Membership.objects.filter(user=user, organisation=None, role=role, ended_at=None).update(ended_at=now):
            _trace("taken", user, role, by, now)


def end_lapsed(*, now: datetime) -> int:
    """Mark the roles that nobody reviewed in time as ended. Returns how many."""
    with transaction.atomic():
        lapsed = Membership.objects.filter(organisation=None, ended_at=None, reviewed_at__lte=now - REVIEW_WITHIN)
        roles = list(lapsed.select_for_update(of=("self",)).select_related("user"))
        Membership.objects.filter(pk__in=[role.pk for role in roles]).update(ended_at=now)
        for role in roles:
            _trace("lapsed", role.user, Role(role.role), None, now)
    return len(roles)


def leave(*, user: User, by: User | None, now: datetime) -> None:
    """Take all roles, block the account and end its sessions at once. Raises `UnableToChangeRole`."""
    _refuse_own(user, by)
    with transaction.atomic():
        for role in Membership.objects.filter(user=user, organisation=None, ended_at=None):
            take_role(user=user, role=Role(role.role), by=by, now=now)
        block(user=user, now=now, reason="left")


def block_leavers(*, employed: Collection[str], now: datetime) -> int:
    """Let leave who holds a role and is not among the e-mail addresses of those employed. Returns how many.
    Raises `UnableToBlockLeavers` for a list that would leave nobody."""
    addresses = {email.strip().lower() for email in employed}
    with transaction.atomic():
        at_work = User.objects.filter(
            is_active=True, pk__in=Membership.objects.filter(organisation=None, ended_at=None).values("user")
        )
        leavers = [user for user in at_work if user.email not in addresses]
        if leavers and len(leavers) == at_work.count():
            raise UnableToBlockLeavers
        for user in leavers:
            leave(user=user, by=None, now=now)
    return len(leavers)


def _refuse_own(user: User, by: User | None) -> None:
    if by is not None and by.pk == user.pk:
        raise UnableToChangeRole("own")


def _id(by: User | None) -> str:
    return str(by.public_id) if by else ""


def _trace(what: str, user: User, role: Role, by: User | None, now: datetime) -> None:
    record(
        code=f"staff_role.{what}",
        at=now,
        actor_kind="staff" if by else "system",
        actor_id=_id(by),
        subject=str(user.public_id),
        detail={"role": role.value},
    )
