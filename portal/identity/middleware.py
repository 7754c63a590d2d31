"""What somebody saw who was known here stays out of caches, the browser's included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def no_store(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Forbid to keep a page that was made for a session: after sign-out, "back" must not show it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if session.accessed and not session.is_empty() and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware
