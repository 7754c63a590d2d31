"""How much one request may bring along."""

from collections.abc import Callable
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

F = TypeVar("F", bound=Callable[..., Any])


def takes_upload(limit: int) -> Callable[[F], F]:
    """Let requests to this view bring along `limit` bytes in all, where others may bring less."""

    def decorate(view: F) -> F:
        view.upload_limit = limit  # type: ignore[attr-defined]
        return view

    return decorate


class WholeBodyLimit(FileUploadHandler):
    """Refuses a body of parts by its whole length, before any of it is read. Django limits its fields and not its
    files, so that anybody could fill the disk through any form. Stands first among the handlers."""

    def handle_raw_input(self, input_data: IO[bytes], META: dict[str, Any], content_length: int, *_: Any) -> None:
        view = self.request.resolver_match.func if self.request and self.request.resolver_match else None
        if content_length > getattr(view, "upload_limit", settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            raise RequestDataTooBig("Request body exceeds the limit of its view.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
