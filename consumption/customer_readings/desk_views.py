"""The desk's pages of readings that need a look (R12)."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from consumption.customer_readings import queries
from consumption.customer_readings.forms import DecisionForm, ReasonForm
from consumption.customer_readings.models import CustomerReading
from consumption.customer_readings.operations import UnableToRead, decide, open_reading
from consumption.customer_readings.states import ReadingState
from consumption.customer_readings.words import explain, told_doubts, told_values
from portal.access.actor import Actor
from portal.access.http import staff_actor
from portal.identity.http import data_of
from portal.ui.forms import Form
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.STAFF, right=Right.VALIDATE_READINGS)
def waiting(request: HttpRequest) -> HttpResponse:
    """Readings that wait, the oldest first. Says nothing of whose they are."""
    return render(request, "customer_readings/desk.html", {"readings": queries.waiting()[:100]})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.VALIDATE_READINGS)
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a reading in hand, with a reason; then see it beside its history, and decide."""
    actor, now = staff_actor(request), now_of(request)
    found = _reading(public_id)
    opened = found.handler == actor.id
    is_open = found.state == ReadingState.WAITING
    form = (DecisionForm if opened else ReasonForm)(data_of(request))
    if is_open and form.is_valid():
        try:
            _move(found, form, actor, now)
        except UnableToRead as refusal:
            messages.warning(request, explain(refusal))
        return redirect("customer_readings:check", public_id)
    context: dict[str, object] = {"reading": found, "form": form, "opened": opened, "is_open": is_open}
    if opened:
        context |= {
            "doubts": told_doubts(found),
            "rows": told_values(found),
            "known": queries.known_standings(found),
        }
    return render(request, "customer_readings/check.html", context)


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.VALIDATE_READINGS)
def photo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The photo, for who has the reading in hand."""
    found = get_object_or_404(
        CustomerReading, public_id=public_id, handler=staff_actor(request).id, photo__isnull=False
    )
    return HttpResponse(bytes(found.photo or b""), content_type="image/jpeg")


def _reading(public_id: UUID) -> CustomerReading:
    found = CustomerReading.objects.select_related("occupancy__access_point", "occupancy__customer__user", "meter")
    return get_object_or_404(found, public_id=public_id)


def _move(found: CustomerReading, form: Form, actor: Actor, now: datetime) -> None:
    if isinstance(form, ReasonForm):
        open_reading(reading=found, actor=actor, purpose=form.cleaned_data["purpose"], now=now)
        return
    accept = form.cleaned_data["decision"] == "accept"
    decide(reading=found, actor=actor, accept=accept, explanation=form.cleaned_data["explanation"], now=now)
