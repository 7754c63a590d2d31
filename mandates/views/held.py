"""Placeholder."""
from django.http import HttpRequest, HttpResponse

from portal.ui.guards import Guard, Right, Trace, guarded


@guarded(Guard.MEMBER, Trace.NONE, right=Right.SEE_DATA)
def mandates(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
