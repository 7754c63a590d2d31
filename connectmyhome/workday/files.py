"""Handing out calendar files."""

from django.http import Http404, HttpResponse

from connectmyhome.workday.calendar import FILE_NAME


def as_calendar(content: bytes | None) -> HttpResponse:
    """The file as a download; without one there is nothing."""
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"', "Cache-Control": "no-store"},
    )
