"""One clock reading per request: everything that a request decides is decided for the same moment."""

from collections.abc import Callable
from datetime import datetime

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


def now_of(request: HttpRequest) -> datetime:
    """The moment that this request decides for."""
    now: datetime = request.now  # type: ignore[attr-defined]
    return now
