"""What a sign-in means for the desk."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.queries import is_staff
from portal.identity.models import User
from portal.ui.navigation import AT_DESK


def remember_staff(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Let the header lead to the desk, without a query on each page. Each page of the desk asks for the roles."""
    if is_staff(user, now=timezone.now()):
        request.session[AT_DESK] = True
