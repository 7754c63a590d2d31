"""The access points that an organisation sees."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consumption.partner.operations import show_list
from consumption.partner.queries import access_points
from consumption.partner.search import SearchForm, keep, kept
from portal.access.http import member_actor
from portal.identity.http import data_of
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_PER_PAGE = 50


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.SEE_DATA)
def access_point_list(request: HttpRequest) -> HttpResponse:
    """Address, energy, and until when, of those that the session searches for."""
    actor, now, search = member_actor(request), now_of(request), kept(request)
    form = SearchForm(data_of(request), initial={"search": search})
    if form.is_valid():
        keep(request, form.cleaned_data["search"])
        return redirect("partner:access_points")
    found = access_points(actor, search=search, now=now)
    ordered = found.order_by("postal_code", "street", "house_number", "box", "energy", "pk")
    page = Paginator(ordered, _PER_PAGE).get_page(request.GET.get("page"))
    rows = show_list(actor=actor, points=list(page), channel="page", now=now)
    context = {"form": form, "page": page, "rows": rows, "search": search}
    return render(request, "consumption/access_points.html", context)
