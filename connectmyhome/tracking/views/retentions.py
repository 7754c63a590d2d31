"""How long applications are kept, for staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from connectmyhome.tracking.retention.queries import history
from portal.ui.guards import Guard, Right, guarded


@guarded(Guard.STAFF, right=Right.COORDINATE_CONNECTIONS)
@require_safe
def retentions(request: HttpRequest) -> HttpResponse:
    """What holds and what held, for each operator, and where it is written."""
    return render(request, "tracking/retentions.html", {"history": history()})
