"""The access points that an organisation sees."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consumption.partner.operations import show_list
from consumption.partner.queries import access_points
from portal.access.http import member_actor
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_PER_PAGE = 50


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.SEE_DATA)
def access_point_list(request: HttpRequest) -> HttpResponse:
    """Address, energy, and until when; `?search=` a part of the EAN or of the address."""
    actor, now = member_actor(request), now_of(request)
    search = request.GET.get("search", "").replace("\0", "").strip()[:80]
    found = access_points(actor, search=search, now=now)
    ordered = found.order_by("postal_code", "street", "house_number", "box", "energy", "pk")
    page = Paginator(ordered, _PER_PAGE).get_page(request.GET.get("page"))
    rows = show_list(actor=actor, points=list(page), channel="page", now=now)
    return render(request, "consumption/access_points.html", {"page": page, "rows": rows, "search": search})
