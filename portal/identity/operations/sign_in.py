"""The first factor: e-mail and password."""

from datetime import datetime

import structlog
from django.contrib.auth import authenticate

from portal.identity.models import User
from portal.identity.rules import SIGN_IN_ACCOUNT, SIGN_IN_CLIENT
from portal.limits import forget, take
from portal.primitives.errors import UnableTo

logger = structlog.get_logger(__name__)


class UnableToSignIn(UnableTo):
    """E-mail and password do not belong together: wrong password, no such account, or a blocked one."""


def identify(*, email: str, password: str, client: str, now: datetime) -> User:
    """The user with this e-mail address and password.

    Raises `UnableToSignIn`, the same and after the same time whatever is wrong; `LimitReached` for too many tries,
    of the account or of the client; `LimitsUnavailable`.
    """
    account = (SIGN_IN_ACCOUNT, email.lower())
    take(account, (SIGN_IN_CLIENT, client))
    # For an unknown address Django hashes the password too, and so takes as long.
    user = authenticate(None, username=email, password=password)
    if not isinstance(user, User):
        logger.info("sign_in_refused", at=now.isoformat())
        raise UnableToSignIn
    forget(account)
    return user
