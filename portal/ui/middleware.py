"""One clock reading per request: everything that a request decides is decided for the same moment."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.ui.guards import Guard


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


_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
        "screen-wake-lock",
    )
)


def privacy_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep personal pages out of every cache and index, and switch off what the portal never asks of a browser.

    A page is personal when its view is not public, or when the visitor is known: signed in, or by a look-up code.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request):
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"  # where a link leads past robots.txt (R9)
        else:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def _is_personal(request: HttpRequest) -> bool:
    declaration = getattr(getattr(request.resolver_match, "func", None), "declaration", None)
    if declaration is not None and declaration.guard not in (Guard.PUBLIC, Guard.OPERATIONS):
        return True
    return request.session.accessed and not request.session.is_empty()
