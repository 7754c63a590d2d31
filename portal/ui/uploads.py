"""How much one request may bring along."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class WholeBodyLimit(FileUploadHandler):
    """Refuses a body of parts by its whole length, before any of it is read. Django limits its fields and not its
    files, so that anybody could fill the disk through any form. Stands first among the handlers."""

    def handle_raw_input(self, input_data: IO[bytes], META: dict[str, Any], content_length: int, *_: Any) -> None:
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
