"""The base of all views for programs."""

import hashlib
from http import HTTPStatus
from typing import Any, ClassVar, Protocol, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api.limiting import count_request
from portal.api.operations import UnableToRepeat, once
from portal.api.problems import Problem, not_found
from portal.api.schema import KEY, Schema
from portal.ui.guards import Declaration, Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


class Program(Protocol):
    """Who a token was given to: `request.auth`, set by `accounts.clients`."""

    @property
    def public_id(self) -> UUID: ...

    @property
    def rights(self) -> frozenset[Right]: ...


def program_of(request: Request) -> Program | None:
    """Who asks; None without a token that counts."""
    return cast("Program | None", request.auth)


class HasRight(BasePermission):
    """Whoever the token was given to has the right that the view declares."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        program = program_of(request)
        return program is not None and isinstance(view, ClientView) and view.right in program.rights


class ClientView(APIView):
    """A view for programs of organisations: it declares `right` and `trace`, as `guarded` does for pages."""

    right: ClassVar[Right]
    trace: ClassVar[Trace]
    permission_classes = (HasRight,)
    http_method_names = [name for name in APIView.http_method_names if name != "trace"]  # here that is a word
    schema = Schema()

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view: Any = super().as_view(**initkwargs)
        view.declaration = Declaration(Guard.CLIENT, cls.trace, cls.right)
        return view

    def perform_authentication(self, request: Request) -> None:
        """Count the request, known or not, before anything else is done for it."""
        translation.activate("en")
        super().perform_authentication(request)
        program = program_of(request)
        count_request(request._request, str(program.public_id) if program else "")


class ChangingView(ClientView):
    """A view whose POST changes something: `change` runs at most once for each idempotency key of a client."""

    matches: ClassVar[bool] = False  # whether `change` calls `revisions.require_match`

    def prepare(self, request: Request, **kwargs: Any) -> None:
        """What takes long and changes nothing, such as judging a file: done before that transaction."""

    def change(self, request: Request, **kwargs: Any) -> Response:
        """What the POST does, in the transaction that also keeps its answer."""
        raise NotImplementedError

    def headers_of(self, content: bytes) -> dict[str, str]:
        """What is said beside the answer to the POST, which may be a stored one."""
        return {}

    def post(self, request: Request, **kwargs: Any) -> HttpResponse:
        program = cast("Program", request.auth)
        key = request.headers.get(KEY, "")
        if not (1 <= len(key) <= 200 and key.isascii() and key.isprintable()):
            told = f"Send a header {KEY} of 1 to 200 printable ASCII characters, another one for each new request."
            raise Problem(HTTPStatus.BAD_REQUEST, "idempotency_key", told)
        sent = request._request
        self.prepare(request, **kwargs)

        def answer() -> tuple[int, bytes]:
            response = self.finalize_response(request, self.change(request, **kwargs))
            return response.status_code, response.render().content

        try:
            status, content, stored = once(
                client=str(program.public_id),
                key=key,
                request=sent.get_full_path().encode() + b"\n" + _told(request),
                now=now_of(sent),
                answer=answer,
            )
        except UnableToRepeat as refusal:
            raise _explained(refusal) from refusal
        headers = self.headers_of(content) | ({"Idempotent-Replayed": "true"} if stored else {})
        return HttpResponse(content, status=status, content_type="application/json", headers=headers)


def _told(request: Request) -> bytes:
    """What a request says, alike each time it is sent: a form of parts bears another boundary each time."""
    if not request._request.headers.get("Content-Type", "").startswith("multipart/"):
        return request._request.body
    parts = [(name, values) for name, values in request.POST.lists()]
    for name, files in request.FILES.lists():
        parts += [(name, [_digest(file) for file in files])]
    return repr(sorted(parts)).encode()


def _digest(file: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _explained(refusal: UnableToRepeat) -> Problem:
    if refusal.code == "in_progress":
        return Problem(HTTPStatus.CONFLICT, "in_progress", "The first request with this key still runs.")
    told = "This key was used for another request: send a new one."
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "other_request", told)


class _Nothing(APIView):
    """What is asked for at an address that the interface does not have."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise not_found()


class _Schema(SpectacularAPIView):
    """The interface described as OpenAPI 3.1."""

    authentication_classes = ()
    permission_classes = ()


nothing = guarded(Guard.PUBLIC)(_Nothing.as_view())
schema = guarded(Guard.PUBLIC)(_Schema.as_view())
