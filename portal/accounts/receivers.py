"""What a sign-in means for the desk and for organisations."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.queries import is_staff, memberships_of
from portal.identity.models import User
from portal.ui.navigation import AT_DESK, FOR_ORGANISATION


def remember_standing(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Let the header lead to the desk and to the organisation's pages, without a query on each page. Each of these
    asks for the roles again."""
    now = timezone.now()
    if is_staff(user, now=now):
        request.session[AT_DESK] = True
    if memberships_of(user, now=now).exists():
        request.session[FOR_ORGANISATION] = True
