"""Refusals that a view does not answer itself become the page that fits: 404, 405, 429 or 503."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from portal.access.grants import NotVisible
from portal.limits import LimitReached, LimitsUnavailable
from portal.ui import errors

GetResponse = Callable[[HttpRequest], HttpResponse]


class Refusals:
    """Middleware: what a view raises, as a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            # Somebody came back by address to what takes a form only: after signing in again, or by the history.
            page = errors.not_found(request)
            response.content = page.content
            response["Content-Type"] = page["Content-Type"]
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for `exception`, or None: it is a fault, and becomes a 500."""
        if isinstance(exception, NotVisible):
            return errors.not_found(request)
        if isinstance(exception, LimitReached):
            return errors.too_many(request, exception.retry_after)
        if isinstance(exception, LimitsUnavailable | OperationalError | InterfaceError):
            return errors.unavailable(request)
        return None
