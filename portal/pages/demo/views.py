"""The demo's own pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from portal.pages.demo import queries
from portal.ui.guards import Guard, guarded


@never_cache
@guarded(Guard.PUBLIC)
def outbox(request: HttpRequest) -> HttpResponse:
    """SMS and e-mails that went out. A page that asks again and has seen all (`?seen=`) gets an empty answer."""
    found = queries.outbox()
    if request.headers.get("HX-Request") and request.GET.get("seen") == found.version:
        return HttpResponse(status=204)
    return render(request, "demo/outbox.html", {"outbox": found})
