"""The desk's pages: the EAN for a caller, and requests for more than two (R6)."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.access.actor import Actor
from portal.access.http import staff_actor
from portal.ean_delivery import queries
from portal.ean_delivery.calls import UnableToSend, check_call, send_for_call
from portal.ean_delivery.forms import CallForm, DecisionForm, ReasonForm
from portal.ean_delivery.handling import UnableToHandle, answer, refuse, take_in_hand
from portal.ean_delivery.models import Call, EanRequest
from portal.ean_delivery.states import Match, RequestState
from portal.ean_delivery.tasks import wake
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.primitives.period import BELGIUM, belgian_day
from portal.ui.forms import Form
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.DELIVER_EAN)
def calls(request: HttpRequest) -> HttpResponse:
    """Check what a caller says; below, today's own calls."""
    actor, now = staff_actor(request), now_of(request)
    form = CallForm(data_of(request))
    if form.is_valid():
        with explained(form, "meter_number"):
            call = check_call(
                actor=actor,
                typed=form.typed,
                reference=form.cleaned_data["reference"],
                note=form.cleaned_data["note"],
                now=now,
            )
            return redirect("ean_delivery:call", call.public_id)
    midnight = datetime.combine(belgian_day(now), time(), BELGIUM)
    context = {"form": form, "calls": queries.calls_of(actor, since=midnight)}
    return render(request, "ean_delivery/desk.html", context, status=status_of(form))


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.DELIVER_EAN)
def call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Right or not right; when right, start the delivery. Neither the EAN nor the mobile is shown."""
    actor, now = staff_actor(request), now_of(request)
    found = get_object_or_404(Call.objects.select_related("delivery"), public_id=public_id, staff_id=actor.id)
    form = Form(data_of(request))
    if form.is_valid():
        try:
            with explained(form, ""):
                wake(send_for_call(call=found, actor=actor, now=now).pk)
                return redirect("ean_delivery:call", public_id)
        except UnableToSend:
            messages.warning(request, _("This call is over: check the numbers again."))
            return redirect("ean_delivery:desk")
    return render(request, "ean_delivery/call.html", {"call": found, "form": form}, status=status_of(form))


@guarded(Guard.STAFF, right=Right.HANDLE_EAN_REQUESTS)
def requests(request: HttpRequest) -> HttpResponse:
    """The requests that wait, the most urgent first. Says nothing of who asks."""
    today = belgian_day(now_of(request))
    return render(request, "ean_delivery/requests.html", {"requests": queries.open_requests(), "today": today})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.HANDLE_EAN_REQUESTS)
def handle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a request in hand, with a reason; then see its lines, and decide."""
    actor, now = staff_actor(request), now_of(request)
    found = get_object_or_404(EanRequest, public_id=public_id)
    opened = found.handler == actor.id and found.state != RequestState.RETURNED  # else it asks its reason again
    form = (DecisionForm if opened and found.state == RequestState.IN_HAND else ReasonForm)(data_of(request))
    if found.state in queries.OPEN and form.is_valid():
        try:
            _move(found, form, actor, now)
        except UnableToHandle as refusal:
            messages.warning(request, _explain(refusal))
        return redirect("ean_delivery:handle", public_id)
    lines = list(found.lines.all()) if opened else []
    context = {
        "found": found,
        "form": form,
        "opened": opened,
        "is_open": found.state in queries.OPEN,
        "lines": lines,
        "matched": sum(line.match == Match.FOUND for line in lines),
    }
    return render(request, "ean_delivery/handle.html", context, status=status_of(form))


def _move(found: EanRequest, form: Form, actor: Actor, now: datetime) -> None:
    if isinstance(form, ReasonForm):
        take_in_hand(request=found, actor=actor, purpose=form.cleaned_data["purpose"], now=now)
        return
    decide = answer if form.cleaned_data["decision"] == "answer" else refuse
    decide(request=found, actor=actor, explanation=form.cleaned_data["explanation"], now=now)


def _explain(refusal: UnableToHandle) -> str:
    if refusal.code == "own":
        return _("Nobody handles the own request: leave it to a colleague.")
    if refusal.code == "nothing_found":
        return _("Nothing of this list belongs to the customer: there is nothing to send.")
    return _("This request was decided, withdrawn or taken by a colleague meanwhile.")
