"""Pages of the history by letter: for the occupant, and at the desk for a caller."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consumption.by_letter import queries
from consumption.by_letter.forms import CallerForm
from consumption.by_letter.operations import UnableToSendHistory, send_for_caller, send_history
from portal.access.http import actor_of, staff_actor
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.primitives.period import BELGIUM, belgian_day
from portal.ui.forms import OnceForm
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.VERIFIED, Trace.CHANGE)
def own(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An occupant has the own history sent to the own address."""
    actor, now = actor_of(request), now_of(request)
    home = queries.own_home(actor, public_id, now=now)
    if home is None:
        raise Http404
    form = OnceForm(data_of(request))
    if form.is_valid():
        try:
            send_history(occupancy=home, actor=actor, token=form.sent_token, now=now)
        except UnableToSendHistory as refusal:
            form.add_error(None, explain(refusal))
        else:
            messages.success(request, _("The letter leaves on the next working day."))
            return redirect("by_letter:own", public_id)
    context = {"home": home, "form": form, "sent": queries.sent_to(home), "again": OnceForm()}
    return render(request, "by_letter/own.html", context)


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.SEND_LETTERS)
def desk(request: HttpRequest) -> HttpResponse:
    """For a caller whose address and meter number fit; below, today's own letters."""
    actor, now = staff_actor(request), now_of(request)
    form = CallerForm(data_of(request))
    if form.is_valid():
        with explained(form, "meter_number"):
            try:
                reference = form.cleaned_data["reference"]
                send_for_caller(actor=actor, typed=form.typed, token=form.sent_token, reference=reference, now=now)
            except UnableToSendHistory as refusal:
                form.add_error("meter_number", explain(refusal))
            else:
                messages.success(request, _("The letter goes to the consumption address, in the customer's name."))
                return redirect("by_letter:desk")
    midnight = datetime.combine(belgian_day(now), time(), BELGIUM)
    context = {"form": form, "sent": queries.sent_by(actor, since=midnight)}
    return render(request, "by_letter/desk.html", context, status=status_of(form))


def explain(refusal: UnableToSendHistory) -> str:
    return {
        "no_home": _(
            "Address and meter number do not belong together, or nobody is known to live there: check both"
        ),
        "moved": _("The occupant has left meanwhile: there is nobody to send it to"),
        "enough": _("Two letters went to this address in the last thirty days: wait for them, or call us"),
    }[refusal.code]
