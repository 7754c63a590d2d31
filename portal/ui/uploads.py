"""How much one request may bring along."""

from collections.abc import Callable
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

F = TypeVar("F", bound=Callable[..., Any])


def takes_upload(limit: int, *, tells: int = 0) -> Callable[[F], F]:
    """Let requests to this view bring along `limit` bytes in all, where others may bring less.

    Files of a request with more, up to `tells` bytes, are read past and kept nowhere: the view then tells whoever
    sent them at their field, see `was_too_large`.
    """

    def decorate(view: F) -> F:
        view.upload_limit, view.upload_tells = limit, tells  # type: ignore[attr-defined]
        return view

    return decorate


def was_too_large(request: HttpRequest) -> bool:
    """Whether the files of this request were left out, as they are too large together."""
    return getattr(request, "upload_left_out", False)


class WholeBodyLimit(FileUploadHandler):
    """Refuses a body of parts by its whole length, before any of it is read. Django limits its fields and not its
    files, so that anybody could fill the disk through any form. Stands first among the handlers."""

    def handle_raw_input(self, input_data: IO[bytes], META: dict[str, Any], content_length: int, *_: Any) -> None:
        view = self.request.resolver_match.func if self.request and self.request.resolver_match else None
        if content_length <= getattr(view, "upload_limit", settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return
        if content_length > getattr(view, "upload_tells", 0):
            raise RequestDataTooBig("Request body exceeds the limit of its view.")
        self.request.upload_left_out = True  # type: ignore[union-attr]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.request is not None and was_too_large(self.request):
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
