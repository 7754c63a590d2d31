"""What the look-up does when other rooms tell it something."""

from typing import Any

from django.http import HttpRequest

from portal.look_up.views import CONFIRMED


def close_what_somebody_else_opened(request: HttpRequest, **_: Any) -> None:
    """Whoever signs in may be another person than the one who brought a code to this browser: the home that the
    code opened must not end up in this account."""
    request.session.pop(CONFIRMED, None)
