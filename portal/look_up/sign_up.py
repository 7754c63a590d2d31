"""Opening an account from a confirmed look-up, and adding a home to an account."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from portal.access.actor import ActorKind
from portal.audit.operations import record
from portal.customers.models import Customer
from portal.customers.queries import contact_on_file, trusted_mobile
from portal.identity.codes import CodeRefused, Reason, check_code, issue_decoy
from portal.identity.models import User
from portal.identity.operations import UnableToCreateAccount, confirm_email, create_account, tell_address_in_use
from portal.limits import Limit, take
from portal.look_up.models import LookUp
from portal.look_up.queries import open_look_up
from portal.messaging.operations import enqueue
from portal.primitives.errors import UnableTo

_SIGN_UP = Limit("sign_up", 5, timedelta(hours=1))  # mails to addresses that somebody typed
# Where the address has an account: what is typed is refused as if a code had been sent.
_DECOY = "sign_up_decoy"


class UnableToSignUp(UnableTo):
    """Why no account follows from a look-up: `code` is `closed` (the look-up) or `has_account` (the customer)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_account(*, look_up_id: int, email: str, password: str, language: str, now: datetime) -> User | None:
    """Open an account for the customer of the look-up; a code goes to the e-mail address to confirm it.

    Answers None when the address has an account already: its owner is told by mail, and the page stays the same.
    Raises `UnableToSignUp`, `LimitReached`, `LimitsUnavailable`, and `ValidationError` for a password that the
    policy refuses.
    """
    customer = _customer_without_account(look_up_id, now)
    take((_SIGN_UP, str(look_up_id)))
    try:
        return create_account(
            email=email,
            password=password,
            language=language,
            mobile=trusted_mobile(customer, now=now),  # for the second factor
            name=customer.name,
            now=now,
        )
    except UnableToCreateAccount:
        with transaction.atomic():
            tell_address_in_use(email=email, language=language, now=now)
            issue_decoy(purpose=_DECOY, subject=str(look_up_id), now=now)
        return None


def confirm_account(*, look_up_id: int, user_id: int | None, code: str, now: datetime) -> User:
    """Take the code from the e-mail, and give the account its home.

    Raises `CodeRefused`, also when there is no account to confirm, and `UnableToSignUp`, which leaves the code
    unused: so whoever sends the form twice is told of the account that the first one opened.
    """
    _customer_without_account(look_up_id, now)
    user = User.objects.filter(pk=user_id or 0, is_active=True).first()
    if user is None:
        check_code(purpose=_DECOY, subject=str(look_up_id), code=code, now=now)
        raise CodeRefused(Reason.WRONG)
    confirm_email(user=user, code=code, now=now)
    link_home(look_up_id=look_up_id, user=user, now=now)
    return user


@transaction.atomic
def link_home(*, look_up_id: int, user: User, now: datetime) -> None:
    """Give the customer of the look-up this account. Raises `UnableToSignUp`."""
    look_up = _open(look_up_id, now)
    customer = _customer_of(look_up)
    if customer.user_id == user.pk:
        return
    if not Customer.objects.filter(pk=customer.pk, user=None).update(user=user):
        raise UnableToSignUp("has_account")
    record(
        code="account_linked",
        at=now,
        actor_kind=ActorKind.RESIDENT,
        actor_id=str(user.public_id),
        subject=str(customer.public_id),
        reference=str(look_up.public_id),
    )
    _tell_contact_on_file(customer, user, now)


def _tell_contact_on_file(customer: Customer, user: User, now: datetime) -> None:
    """Who did not open the account reads here that somebody did."""
    if to := contact_on_file(customer, now=now):
        enqueue(
            template="account_linked.sms" if to.mobile else "account_linked.email",
            to=to,
            context={"number": settings.OPERATOR["contact_number"]},
            key=f"account_linked:{customer.public_id}:{user.public_id}",
            now=now,
        )


def _customer_without_account(look_up_id: int, now: datetime) -> Customer:
    customer = _customer_of(_open(look_up_id, now))
    if customer.user_id is not None:
        raise UnableToSignUp("has_account")
    return customer


def _open(look_up_id: int, now: datetime) -> LookUp:
    look_up = open_look_up(look_up_id, now=now)
    if look_up is None:
        raise UnableToSignUp("closed")
    return look_up


def _customer_of(look_up: LookUp) -> Customer:
    if look_up.occupancy is None:
        raise UnableToSignUp("closed")
    return look_up.occupancy.customer
