"""Changing a password, knowing it or not."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from portal.identity.models import Session, User
from portal.identity.operations.trace import Change, tell, trace
from portal.identity.rules import PASSWORD_CHECK, RESET_ADDRESS, RESET_CLIENT
from portal.limits import forget, take
from portal.messaging.operations import Recipient, enqueue
from portal.primitives.errors import UnableTo


class UnableToChangePassword(UnableTo):
    """The current password is not the one that was typed."""


class UnableToResetPassword(UnableTo):
    """The link was used, is older than an hour, or was never ours."""


def change_password(*, user: User, current: str, new: str, now: datetime) -> None:
    """Change the password and end every session of the user; the caller starts a new one for whoever is here.

    Raises `UnableToChangePassword`, `ValidationError` (policy), `LimitReached`, `LimitsUnavailable`.
    """
    pair = (PASSWORD_CHECK, str(user.public_id))
    take(pair)
    if not user.check_password(current):
        raise UnableToChangePassword
    forget(pair)
    validate_password(new, user)
    _set_password(user, new, now)


def request_reset(*, email: str, language: str, client: str, now: datetime) -> None:
    """Mail a link that is good once and for an hour. An address without an account gets a mail that says so: what
    happens here is the same for both. Raises `LimitReached`, `LimitsUnavailable`."""
    email = email.lower()
    take((RESET_ADDRESS, email), (RESET_CLIENT, client))
    user = User.objects.filter(email=email, is_active=True).first()
    # A made-up user takes the same steps, so that the answer tells nothing by its time either.
    link = _link(user or User(email=email, password="!", language=language, pk=0))  # noqa: S106
    enqueue(
        template="password_reset.email" if user else "password_reset_unknown.email",
        to=Recipient(language=user.language if user else language, email=email),
        context={"link": link} if user else {},
        key=f"password_reset:{salted_hmac('portal.identity.reset', email).hexdigest()}:{now.isoformat()}",
        now=now,
    )


def user_of_reset(*, public_id: str, token: str) -> User:
    """The user whose link this is. Raises `UnableToResetPassword`."""
    try:
        user = User.objects.get(public_id=public_id, is_active=True)
    except (User.DoesNotExist, ValidationError) as error:
        raise UnableToResetPassword from error
    if not default_token_generator.check_token(user, token):
        raise UnableToResetPassword
    return user


def reset_password(*, public_id: str, token: str, new: str, now: datetime) -> User:
    """Set a new password by the link, and end every session. The second factor is still asked for at sign-in.

    Raises `UnableToResetPassword`, `ValidationError` (policy).
    """
    user_of_reset(public_id=public_id, token=token)
    with transaction.atomic():
        # Two uses of one link at once: the second waits here, and then finds the link used.
        user = User.objects.select_for_update().get(public_id=public_id)
        if not default_token_generator.check_token(user, token):
            raise UnableToResetPassword
        validate_password(new, user)
        # Who reads mail at this address has opened the link that went there.
        user.email_confirmed_at = user.email_confirmed_at or now
        _set_password(user, new, now)
    return user


def _set_password(user: User, new: str, now: datetime) -> None:
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password", "email_confirmed_at"])
        Session.objects.filter(user=user).delete()
        trace(user, Change.PASSWORD, now)
        tell(user, Change.PASSWORD, now)


def _link(user: User) -> str:
    with translation.override(user.language):
        path = reverse("identity:reset", args=[user.public_id, default_token_generator.make_token(user)])
    return settings.BASE_URL.rstrip("/") + path
