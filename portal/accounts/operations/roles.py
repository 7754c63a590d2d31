"""Giving, reviewing, changing and taking roles: at the operator (`organisation` None) and in organisations. Nobody
does any of it for themselves (R15)."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.accounts import queries
from portal.accounts.models import REVIEW_WITHIN, Membership, Organisation
from portal.accounts.roles import Role
from portal.accounts.rules import INVITATIONS
from portal.audit.operations import record
from portal.identity.models import User
from portal.identity.operations.accounts import block
from portal.limits import take
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo


class UnableToChangeRole(UnableTo):
    """`code`: own (one's own role), held (holds it already), blocked (has left), last_administrator (nobody would
    be left to run the organisation)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnableToBlockLeavers(UnableTo):
    """The list of those employed holds nobody of the staff: it is not the list that was meant."""


def employ(
    *,
    email: str,
    name: str,
    language: str,
    role: Role,
    by: User | None,
    now: datetime,
    organisation: Organisation | None = None,
) -> User:
    """Give a role to whoever has the account with this address; without one, open it. Its owner is told by e-mail,
    and chooses a password by "password forgotten". `by` None is the command line. Raises `UnableToChangeRole`."""
    with transaction.atomic():
        opened = {"name": name, "language": language, "created_at": now, "password": make_password(None)}
        user, _ = User.objects.get_or_create(email=email.lower(), defaults=opened)  # two may invite at once
        give_role(user=user, role=role, by=by, now=now, organisation=organisation, name=name)
    return user


def invite(*, organisation: Organisation, email: str, name: str, role: Role, by: User, now: datetime) -> None:
    """Let somebody act for the organisation, as `employ`. Raises `UnableToChangeRole`, and `LimitReached`,
    `LimitsUnavailable` for too many of its invitations a day."""
    take((INVITATIONS, str(organisation.public_id)))
    told = {"email": email, "name": name, "language": organisation.language}
    employ(**told, role=role, by=by, now=now, organisation=organisation)


def give_role(
    *,
    user: User,
    role: Role,
    by: User | None,
    now: datetime,
    organisation: Organisation | None = None,
    name: str = "",
) -> None:
    """Give the role, and tell its holder by e-mail. `name` is what an organisation calls its member: the account's
    own is not told to it. Raises `UnableToChangeRole`."""
    _refuse_own(user, by)
    if not user.is_active:
        raise UnableToChangeRole("blocked")
    with transaction.atomic():
        end_lapsed(now=now)
        membership = Membership(user=user, organisation=organisation, role=role, given_at=now, reviewed_at=now)
        membership.reviewed_by, membership.name = _id(by), name if organisation else ""
        try:
            with transaction.atomic():
                membership.save()
        except IntegrityError as error:
            raise UnableToChangeRole("held") from error
        _trace("given", membership, by, now)
        enqueue(
            template="member_role.email" if organisation else "staff_role.email",
            to=Recipient(language=user.language, email=user.email),
            context={},
            key=f"role:{membership.public_id}",
            now=now,
        )


def review_role(
    *, user: User, role: Role, by: User | None, now: datetime, organisation: Organisation | None = None
) -> None:
    """Keep the role for six months more; a role that lapsed or was taken stays so. Raises `UnableToChangeRole`."""
    _refuse_own(user, by)
    with transaction.atomic():
        current = _held(user, organisation, role).filter(reviewed_at__gt=now - REVIEW_WITHIN)
        if current.update(reviewed_at=now, reviewed_by=_id(by)):
            _trace("reviewed", Membership(user=user, organisation=organisation, role=role), by, now)


def change_role(
    *, user: User, former: Role, role: Role, organisation: Organisation, by: User, now: datetime
) -> None:
    """Give a member another role in the organisation, as reviewed now. A member who does not hold `former` any
    more keeps the role. Raises `UnableToChangeRole`."""
    with transaction.atomic():
        _refuse_last(user, organisation, now)
        _refuse_own(user, by)
        current = _held(user, organisation, former).filter(reviewed_at__gt=now - REVIEW_WITHIN)
        if current.update(role=role, reviewed_at=now, reviewed_by=_id(by)):
            changed = Membership(user=user, organisation=organisation, role=role)
            _trace("changed", changed, by, now, former=former.value)


def take_role(
    *, user: User, role: Role, by: User | None, now: datetime, organisation: Organisation | None = None
) -> None:
    """Take the role away: the next request finds no right any more. Raises `UnableToChangeRole`."""
    with transaction.atomic():
        if organisation is not None:
            _refuse_last(user, organisation, now)
        _refuse_own(user, by)
        end(_held(user, organisation, role), what="taken", by=by, now=now)


def end_lapsed(*, now: datetime) -> int:
    """Mark the roles that nobody reviewed in time as ended. Returns how many."""
    with transaction.atomic():
        lapsed = Membership.objects.filter(reviewed_at__lte=now - REVIEW_WITHIN)
        return end(lapsed, what="lapsed", by=None, now=now)


def leave(*, user: User, by: User | None, now: datetime) -> None:
    """Take all roles, block the account and end its sessions at once. Raises `UnableToChangeRole`."""
    _refuse_own(user, by)
    with transaction.atomic():
        end(Membership.objects.filter(user=user), what="taken", by=by, now=now)
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


def end(found: QuerySet[Membership], *, what: str, by: User | None, now: datetime) -> int:
    """End those of `found` that last, each with its trace, in the caller's transaction. Returns how many."""
    lasting = found.filter(ended_at=None).select_for_update(of=("self",))
    ending = list(lasting.select_related("user", "organisation"))
    Membership.objects.filter(pk__in=[membership.pk for membership in ending]).update(ended_at=now)
    for membership in ending:
        _trace(what, membership, by, now)
    return len(ending)


def _held(user: User, organisation: Organisation | None, role: Role) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, organisation=organisation, role=role, ended_at=None)


def _refuse_own(user: User, by: User | None) -> None:
    if by is not None and by.pk == user.pk:
        raise UnableToChangeRole("own")


def _refuse_last(user: User, organisation: Organisation, now: datetime) -> None:
    """Locks the organisation: two administrators who take each other's role at once do not both succeed."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    administrators = queries.members(organisation, now=now).filter(role=Role.ADMINISTRATOR)
    if {membership.user_id for membership in administrators} == {user.pk}:
        raise UnableToChangeRole("last_administrator")


def _id(by: User | None) -> str:
    return str(by.public_id) if by else ""


def _trace(what: str, membership: Membership, by: User | None, now: datetime, **detail: str) -> None:
    organisation = membership.organisation
    record(
        code=f"membership.{what}" if organisation else f"staff_role.{what}",
        at=now,
        actor_kind=_kind(by, organisation),
        actor_id=_id(by),
        organisation=str(organisation.public_id) if organisation else "",
        subject=str(membership.user.public_id),
        detail={"role": str(Role(membership.role)), **detail},
    )


def _kind(by: User | None, organisation: Organisation | None) -> str:
    if by is None:
        return "system"
    inside = organisation and Membership.objects.filter(user=by, organisation=organisation, ended_at=None).exists()
    return "member" if inside else "staff"
