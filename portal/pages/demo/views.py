"""The demo's own pages."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from connectmyhome.application.access import let_in
from portal.pages.demo import queries
from portal.ui.guards import Guard, guarded


@never_cache
@guarded(Guard.PUBLIC)
def outbox(request: HttpRequest) -> HttpResponse:
    """What went out. A page that asks again and has seen all (`?seen=`) gets an empty answer."""
    found = queries.outbox()
    if request.headers.get("HX-Request") and request.GET.get("seen") == found.version:
        return HttpResponse(status=204)
    return render(request, "demo/outbox.html", {"outbox": found, "application": queries.application()})


@require_POST
@guarded(Guard.PUBLIC)
def application(request: HttpRequest) -> HttpResponse:
    """Play the applicant of the demo's application for connections."""
    found = queries.application()
    if found is None:
        return redirect("demo:outbox")
    let_in(request, found)
    return redirect("tracking:track", found.reference)


@never_cache
@guarded(Guard.PUBLIC)
def letter(request: HttpRequest, public_id: UUID) -> FileResponse:
    """A letter as the print house gets it."""
    path = queries.letter_file(public_id)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="application/pdf")
