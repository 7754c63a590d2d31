"""What the signed-in user may do at the desk, asked only by pages that need to know."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.accounts.queries import Standing, standing_of
from portal.identity.http import user_of
from portal.ui.middleware import now_of


def staff_standing(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.rights` and `request.role`, read from the database at each request that looks at them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        standing = SimpleLazyObject(lambda: _standing(request))
        request.rights = SimpleLazyObject(lambda: standing.rights)  # type: ignore[attr-defined]
        request.role = SimpleLazyObject(lambda: standing.name)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _standing(request: HttpRequest) -> Standing:
    if not request.user.is_authenticated:
        return Standing(frozenset())
    return standing_of(user_of(request), now=now_of(request))
