"""Files of a leg on their way out."""

from django.http import HttpResponse

from portal.documents.model import Confidentiality

_SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg"}


def as_download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """The file to keep, never to be shown as a page; its name ends in its class (R16)."""
    marked = f"raccord-{name}-{Confidentiality.RESTRICTED}.{_SUFFIXES[media_type]}"
    headers = {"Content-Disposition": f'attachment; filename="{marked}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)
