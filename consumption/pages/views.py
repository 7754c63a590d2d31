"""History pages."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from consumption.pages import explore as explore_page
from consumption.pages import presenter, readings
from consumption.pages.operations import open_history
from consumption.pages.windows import Asked
from portal.access.http import actor_of
from portal.access.kinds import Granularity
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.LOOK_UP, Trace.DISCLOSURE)
def history(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The consumption of one access point. `?view=day|week|month|year&date=YYYY-MM-DD&unit=kwh|m3`."""
    asked = Asked(
        view=request.GET.get("view", "")[:10],
        date=request.GET.get("date", "")[:10],
        unit=request.GET.get("unit", "")[:3],
    )
    opened = open_history(actor=actor_of(request), public_id=public_id, asked=asked, now=now_of(request))
    if opened.readings is not None:
        return render(request, "consumption/readings.html", {"page": readings.page(opened)})
    return render(request, "consumption/history.html", {"page": presenter.page(opened)})


@guarded(Guard.VERIFIED, Trace.DISCLOSURE)
def explore(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A year of quarter-hours to walk through. `?year=YYYY`."""
    year = request.GET.get("year", "")[:4]
    asked = Asked(view="year", date=f"{year}-01-01" if year else "")
    opened = open_history(actor=actor_of(request), public_id=public_id, asked=asked, now=now_of(request))
    if opened.history is None or opened.finest is not Granularity.INTERVAL:
        raise Http404
    return render(request, "consumption/explore.html", {"page": explore_page.page(opened)})
