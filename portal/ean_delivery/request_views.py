"""Pages of the requests for more than two EANs (R6)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from portal.ean_delivery.forms import ListForm
from portal.ean_delivery.models import EanRequest
from portal.ean_delivery.queries import OPEN
from portal.ean_delivery.registering import register_list, withdraw
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.limits import client_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.PUBLIC, Trace.CHANGE)
def register(request: HttpRequest) -> HttpResponse:
    """Take a written request with its list."""
    form = ListForm(data_of(request), request.FILES or None)
    if form.is_valid():
        with explained(form, "lines"):
            registered = register_list(
                asked=form.asked,
                places=form.cleaned_data["places"],
                token=form.sent_token,
                language=get_language() or "fr",
                client=client_of(request),
                now=now_of(request),
            )
            return redirect("ean_delivery:list_status", registered.public_id)
    return render(request, "ean_delivery/list.html", {"form": form}, status=status_of(form))


@guarded(Guard.PUBLIC, Trace.CHANGE)
def status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the request stands, by when it is answered, and a way to withdraw it. Shows nothing that was typed."""
    registered = get_object_or_404(EanRequest, public_id=public_id)
    if request.method == "POST":
        withdraw(request=registered, now=now_of(request))
        return redirect("ean_delivery:list_status", public_id)
    context = {"registered": registered, "is_open": registered.state in OPEN, "count": registered.lines.count()}
    return render(request, "ean_delivery/list_status.html", context)
