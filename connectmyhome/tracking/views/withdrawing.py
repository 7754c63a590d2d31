"""Withdrawing one connection, an operator's consent, or all: a page that says what it means, and its button."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from connectmyhome.application.operations import withdraw_consent
from connectmyhome.legs.moving import UnableToMove
from connectmyhome.legs.operations import withdrawing
from connectmyhome.operators import Operator
from connectmyhome.tracking import queries
from connectmyhome.tracking.forms import WithdrawForm
from connectmyhome.tracking.views.shared import if_sent
from portal.access.actor import ANONYMOUS
from portal.identity.http import data_of
from portal.ui.forms import Form
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.APPLICANT, Trace.CHANGE)
def withdraw(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponse:
    """One connection; the others go on."""
    application = if_sent(request, reference)
    leg = get_object_or_404(queries.open_legs(application), public_id=public_id)
    form = WithdrawForm(data_of(request))
    if form.is_valid():
        try:
            withdrawing.withdraw(leg=leg, reason=form.cleaned_data["reason"], actor=ANONYMOUS, now=now_of(request))
            messages.success(request, _("Withdrawn. {operator} has been told.").format(operator=leg.operator_name))
        except UnableToMove:
            messages.info(request, _("This connection had ended already."))
        return redirect("tracking:track", reference)
    context = {"application": application, "leg": leg, "form": form, "others": queries.others(leg)}
    return render(request, "tracking/withdraw.html", context)


@guarded(Guard.APPLICANT, Trace.CHANGE)
def withdraw_all(request: HttpRequest, reference: str) -> HttpResponse:
    """All that is still running."""
    application = if_sent(request, reference)
    legs = list(queries.open_legs(application))
    if not legs:
        return redirect("tracking:track", reference)
    if request.method == "POST":
        withdrawing.withdraw_all(application=application, actor=ANONYMOUS, now=now_of(request))
        messages.success(request, _("Withdrawn. The operators have been told."))
        return redirect("tracking:track", reference)
    context = {"application": application, "legs": legs, "form": Form()}
    return render(request, "tracking/withdraw_all.html", context)


@guarded(Guard.APPLICANT, Trace.CHANGE)
def consent(request: HttpRequest, reference: str, operator: str) -> HttpResponse:
    """Take one operator's consent back: its connections end, and it sees nothing any more."""
    application = if_sent(request, reference)
    given = get_object_or_404(queries.open_consents(application), operator=operator)
    if request.method == "POST":
        withdraw_consent(application=application, operator=Operator(given.operator), now=now_of(request))
        messages.success(
            request,
            _("{operator} sees your application no more.").format(operator=queries.operator_named(operator)),
        )
        return redirect("tracking:data", reference)
    legs = [leg for leg in queries.open_legs(application) if leg.operator == operator]
    context = {
        "application": application,
        "who": queries.operator_named(operator),
        "legs": legs,
        "form": Form(),
    }
    return render(request, "tracking/consent.html", context)
