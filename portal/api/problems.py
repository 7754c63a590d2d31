"""What a program is told when a request cannot be answered: problem+json (RFC 9457), in English."""

import math
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.limits import LimitReached, LimitsUnavailable

CONTENT_TYPE = "application/problem+json"

logger = structlog.get_logger(__name__)


class Problem(exceptions.APIException):
    """A refusal. Programs may rely on its `code`; `detail` is for people and may change. `wait` is in seconds."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, *, wait: int = 0) -> None:
        super().__init__(detail, code)
        self.status_code = int(status)
        self.code = code
        self.wait = wait


def not_found(_: Exception | None = None) -> Problem:
    """For a stranger's object and an unknown one alike."""
    return Problem(HTTPStatus.NOT_FOUND, "not_found", "There is nothing here that you may see.")


def _forbidden(_: Exception) -> Problem:
    return Problem(HTTPStatus.FORBIDDEN, "permission_denied", "Your client does not have the right to do this.")


def _unavailable(error: Exception) -> Problem:
    logger.error("api_unavailable", error=type(error).__name__)
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "Try again in a minute.", wait=60)


def _too_many(error: Exception) -> Problem:
    assert isinstance(error, LimitReached)  # noqa: S101  # for the type checker
    wait = max(1, math.ceil(error.retry_after.total_seconds()))
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", f"Try again in {wait} seconds.", wait=wait)


def _too_large(_: Exception) -> Problem:
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", "Send less at once.")


def _unreadable(_: Exception) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, "unreadable", "The request cannot be read.")


_explained: dict[type[Exception], Callable[[Exception], Problem]] = {
    Http404: not_found,
    PermissionDenied: _forbidden,
    RequestDataTooBig: _too_large,
    SuspiciousOperation: _unreadable,
    UnreadablePostError: _unreadable,
    LimitReached: _too_many,
    LimitsUnavailable: _unavailable,
    OperationalError: _unavailable,
    InterfaceError: _unavailable,
}


def explain(error: type[Exception], problem: Callable[[Exception], Problem]) -> None:
    """Have `error` answered as `problem` wherever a view raises it. Rooms call this in `AppConfig.ready`."""
    _explained[error] = problem


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to whatever a view raised. A fault of ours is logged, and told without its reason."""
    problem = next((make(error) for kind, make in _explained.items() if isinstance(error, kind)), error)
    if not isinstance(problem, exceptions.APIException):
        logger.exception("api_fault", exc_info=error)
        got_request_exception.send(sender=handle, request=context["request"])
        problem = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "fault", "Something went wrong on our side.")
    response = exception_handler(problem, context)
    assert response is not None  # noqa: S101  # it answers every APIException
    response.data = body(problem)
    response.content_type = CONTENT_TYPE
    return response


def body(problem: exceptions.APIException) -> dict[str, Any]:
    """The members of the answer: type, title, status, code, detail; `errors` of single fields."""
    status = HTTPStatus(problem.status_code)
    told: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": int(status)}
    if isinstance(problem, exceptions.ValidationError):
        return told | {"code": "invalid", "detail": "Correct what `errors` names.", "errors": problem.detail}
    return told | {"code": getattr(problem, "code", problem.default_code), "detail": str(problem.detail)}
