"""Accounts: opening one, its address, language and mobile, and its end."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from portal.identity.codes import check_code, issue_code, issue_decoy
from portal.identity.models import OneTimeCode, Session, SmsDevice, User
from portal.identity.operations.trace import Change, recipient, tell, trace
from portal.identity.rules import CONTACT_CODE
from portal.limits import take
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo


class UnableToCreateAccount(UnableTo):
    """The e-mail address has an account already. Answer as if not, and `tell_address_in_use`."""


class UnableToChangeContact(UnableTo):
    """Somebody else took the address between the code and its confirmation."""


def create_account(
    *, email: str, password: str, language: str, mobile: str, now: datetime, name: str = ""
) -> User:
    """Open an account and send a code to its e-mail address. `mobile`: E.164, the one on file, or "".

    Raises `ValidationError` for a password that the policy refuses, `UnableToCreateAccount` for an address in use.
    Takes as long in either case. An account with the address that was never confirmed nor used is replaced.
    """
    user = User(email=email.lower(), name=name, mobile=mobile, language=language, created_at=now)
    validate_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            _abandoned(user.email).delete()
            user.save()
            trace(user, Change.CREATED, now)
            _issue_email_code(user, now)
    except IntegrityError as error:
        raise UnableToCreateAccount from error
    return user


def tell_address_in_use(*, email: str, language: str, now: datetime) -> None:
    """Mail the owner of an account that somebody tried to open another one with its address."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    enqueue(
        template="address_in_use.email",
        to=Recipient(language=user.language if user else language, email=email.lower()),
        context={},
        key=f"address_in_use:{_digest(email)}:{now.isoformat()}",
        now=now,
    )


def send_email_code(*, user: User, now: datetime) -> None:
    """Send another code to the e-mail address of the account. Raises `LimitReached`, `LimitsUnavailable`."""
    take((CONTACT_CODE, str(user.public_id)))
    _issue_email_code(user, now)


def confirm_email(*, user: User, code: str, now: datetime) -> None:
    """Take the code that went to the account's e-mail address. Raises `CodeRefused`."""
    check_code(purpose="confirm_email", subject=_contact_subject(user, user.email), code=code, now=now)
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, email=user.email, email_confirmed_at=None).update(
            email_confirmed_at=now
        ):
            trace(user, Change.EMAIL_CONFIRMED, now)
    user.email_confirmed_at = now


def request_email_change(*, user: User, email: str, now: datetime) -> None:
    """Send a code to the new address. Where that has an account already, its owner is told instead, and this looks
    the same. Raises `LimitReached`, `LimitsUnavailable`."""
    take((CONTACT_CODE, str(user.public_id)))
    subject = _contact_subject(user, email)
    if User.objects.filter(email=email.lower()).exclude(pk=user.pk).exists():
        with transaction.atomic():
            issue_decoy(purpose="change_email", subject=subject, now=now)
            tell_address_in_use(email=email, language=user.language, now=now)
        return
    to = Recipient(language=user.language, email=email.lower())
    issue_code(purpose="change_email", subject=subject, to=to, template="new_contact.email", now=now)


def confirm_email_change(*, user: User, email: str, code: str, now: datetime) -> None:
    """Take the code and change the address; the former one is told.

    Raises `CodeRefused`, `UnableToChangeContact`.
    """
    check_code(purpose="change_email", subject=_contact_subject(user, email), code=code, now=now)
    former = user.email
    user.email, user.email_confirmed_at = email.lower(), now
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_confirmed_at"])
            trace(user, Change.EMAIL, now)
            tell(user, Change.EMAIL, now, email=former)
    except IntegrityError as error:
        user.email = former
        raise UnableToChangeContact from error


def request_mobile_change(*, user: User, mobile: str, now: datetime) -> None:
    """Send a code to the new mobile (E.164, Belgian). Raises `LimitReached`, `LimitsUnavailable`."""
    take((CONTACT_CODE, str(user.public_id)))
    issue_code(
        purpose="change_mobile",
        subject=_contact_subject(user, mobile),
        to=Recipient(language=user.language, mobile=mobile),
        template="new_contact.sms",
        now=now,
    )


def confirm_mobile_change(*, user: User, mobile: str, code: str, now: datetime) -> None:
    """Take the code and change the mobile; the former one and the e-mail address are told.

    Raises `CodeRefused`.
    """
    check_code(purpose="change_mobile", subject=_contact_subject(user, mobile), code=code, now=now)
    former = recipient(user)
    with transaction.atomic():
        user.mobile = mobile
        user.save(update_fields=["mobile"])
        # A code on its way to the former mobile opens nothing any more.
        OneTimeCode.objects.filter(
            subject__in=[d.code_subject for d in SmsDevice.objects.filter(user=user)]
        ).delete()
        trace(user, Change.MOBILE, now)
        tell(user, Change.MOBILE, now)
        if former.mobile and former.mobile != mobile:
            enqueue(
                template="mobile_changed.sms",
                to=former,
                context={},
                key=f"mobile_changed:{user.public_id}:{now.isoformat()}",
                now=now,
            )


def change_language(*, user: User, language: str, now: datetime) -> None:
    """The language of the messages to this user: fr, nl, de or en."""
    with transaction.atomic():
        user.language = language
        user.save(update_fields=["language"])
        trace(user, Change.LANGUAGE, now, language=language)


def block(*, user: User, now: datetime, reason: str = "") -> None:
    """Let nobody sign in to the account any more, and end its sessions at once (R15)."""
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        Session.objects.filter(user=user).delete()
        trace(user, Change.BLOCKED, now, reason=reason)


def _abandoned(email: str) -> QuerySet[User]:
    """An account that was opened with this address and never used: whoever does get its mail may begin again, and
    nobody holds another person's address by typing it once."""
    return User.objects.filter(
        email=email, email_confirmed_at=None, last_login=None, totpdevice=None, smsdevice=None
    )


def _issue_email_code(user: User, now: datetime) -> None:
    subject = _contact_subject(user, user.email)
    issue_code(
        purpose="confirm_email", subject=subject, to=recipient(user), template="confirm_email.email", now=now
    )


def _contact_subject(user: User, contact: str) -> str:
    """Binds a code to the user and to the contact that it proves."""
    return f"{user.public_id}:{_digest(contact)}"


def _digest(contact: str) -> str:
    return salted_hmac("portal.identity.contact", contact.lower(), algorithm="sha256").hexdigest()[:32]
