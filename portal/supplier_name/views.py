"""Pages of the supplier's name by letter (R7)."""

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.access.http import staff_actor
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.limits import client_of
from portal.primitives.period import BELGIUM, belgian_day
from portal.supplier_name import queries
from portal.supplier_name.forms import CallerForm, RequestForm
from portal.supplier_name.operations import UnableToAnswer, answer_caller, request_name
from portal.supplier_name.tasks import wake
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.PUBLIC, Trace.CHANGE)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for address and meter number. The answer is the same for whatever was typed."""
    form = RequestForm(data_of(request))
    if form.is_valid():
        with explained(form, "meter_number"):
            made = request_name(
                typed=form.typed,
                token=form.sent_token,
                language=get_language() or "fr",
                client=client_of(request),
                now=now_of(request),
            )
            wake(made.pk)
            return redirect("supplier_name:asked")
    return render(request, "supplier_name/ask.html", {"form": form}, status=status_of(form))


@guarded(Guard.PUBLIC)
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next: the same words for everybody."""
    return render(request, "supplier_name/asked.html")


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.SEND_LETTERS)
def desk(request: HttpRequest) -> HttpResponse:
    """For a caller whose address and meter number fit; below, today's own letters."""
    actor, now = staff_actor(request), now_of(request)
    form = CallerForm(data_of(request))
    if form.is_valid():
        with explained(form, "meter_number"):
            try:
                answer_caller(
                    actor=actor,
                    typed=form.typed,
                    token=form.sent_token,
                    language=get_language() or "fr",
                    reference=form.cleaned_data["reference"],
                    now=now,
                )
            except UnableToAnswer as refusal:
                form.add_error("meter_number", _explain(refusal))
            else:
                messages.success(request, _("The letter goes to the installation address."))
                return redirect("supplier_name:desk")
    midnight = datetime.combine(belgian_day(now), time(), BELGIUM)
    context = {"form": form, "sent": queries.sent_by(actor, since=midnight)}
    return render(request, "supplier_name/desk.html", context, status=status_of(form))


def _explain(refusal: UnableToAnswer) -> str:
    return {
        "no_place": _("Address and meter number do not belong together: check both"),
        "enough": _("Two letters went to this address in the last thirty days"),
    }[refusal.code]
