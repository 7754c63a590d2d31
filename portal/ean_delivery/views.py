"""Pages of the EAN by SMS or letter (R6)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from portal.access.http import actor_of
from portal.ean_delivery import operations, queries
from portal.ean_delivery.forms import DeliveryForm, OwnHomeForm
from portal.ean_delivery.models import EanDelivery
from portal.ean_delivery.tasks import wake
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.limits import client_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.PUBLIC, Trace.CHANGE)
def request_delivery(request: HttpRequest) -> HttpResponse:
    """Ask for address and meter number. The answer is the same for whatever was typed."""
    form = DeliveryForm(data_of(request))
    if form.is_valid():
        with explained(form, "meter_number"):
            delivery = operations.request_delivery(
                typed=form.typed,
                token=form.sent_token,
                language=get_language() or "fr",
                client=client_of(request),
                now=now_of(request),
            )
            wake(delivery.pk)
            return redirect("ean_delivery:status", delivery.public_id)
    context = {"form": form, "is_resident": actor_of(request).user_id is not None}
    return render(request, "ean_delivery/request.html", context, status=status_of(form))


@guarded(Guard.VERIFIED, Trace.CHANGE)
def own(request: HttpRequest) -> HttpResponse:
    """An occupant asks for the own home, without typing anything, and sees what became of earlier deliveries."""
    actor, now = actor_of(request), now_of(request)
    form = OwnHomeForm(data_of(request))
    if form.is_valid():
        home = queries.own_home(actor, form.cleaned_data["home"], now=now)
        if home is None:
            raise Http404
        with explained(form, "home"):
            delivery = operations.deliver_to(
                occupancy=home, actor=actor, token=form.sent_token, language=get_language() or "fr", now=now
            )
            wake(delivery.pk)
            return redirect("ean_delivery:status", delivery.public_id)
    homes = queries.own_homes(actor, now=now)
    context = {
        "form": form,
        "homes": [(home, OwnHomeForm(initial={"home": home.public_id})) for home in homes],
        "deliveries": queries.own_deliveries(actor, now=now)[:10],
    }
    return render(request, "ean_delivery/own.html", context, status=status_of(form))


@guarded(Guard.PUBLIC)
def status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What happens next: the same words for everybody. The occupant who is signed in sees what became of it."""
    delivery = get_object_or_404(EanDelivery, public_id=public_id)
    own = queries.own_deliveries(actor_of(request), now=now_of(request)).filter(pk=delivery.pk).first()
    return render(request, "ean_delivery/status.html", {"own": own})
