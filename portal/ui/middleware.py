"""One clock reading per request: everything that a request decides is decided for the same moment."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


def request_clock(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.now`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
