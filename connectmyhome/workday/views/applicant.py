"""The applicant's days, and the day that is proposed."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from connectmyhome.application.access import application_of
from connectmyhome.application.models import Application
from connectmyhome.workday import calendar, queries
from connectmyhome.workday.common import to_choose_from
from connectmyhome.workday.files import as_calendar
from connectmyhome.workday.forms import DaysForm
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.agreeing import confirm, object_to
from connectmyhome.workday.operations.days import choose_days
from connectmyhome.workday.operations.locking import UnableToAgree
from connectmyhome.workday.words import explain, for_applicant
from portal.access.actor import ANONYMOUS
from portal.identity.http import data_of
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.APPLICANT, Trace.CHANGE)
def days(request: HttpRequest, reference: str) -> HttpResponse:
    """The day that is proposed or agreed, and the days that suit."""
    application, now = application_of(request, reference), now_of(request)
    form = _form(request, application, belgian_day(now))
    if form.is_valid():
        try:
            choose_days(application=application, days=form.cleaned_data["days"], now=now)
        except UnableToAgree as refusal:
            form.add_error("days", explain(refusal))
        else:
            messages.success(request, _("Your days are saved."))
            return redirect("workday:days", reference)
    common, legs = queries.common_days(application, now=now), queries.plannable(application)
    context = {"application": application, "form": form, "legs": legs, "why": for_applicant(common, legs)}
    context["cards"] = queries.cards(application, None, today=belgian_day(now))
    return render(request, "workday/days.html", context)


@require_POST
@guarded(Guard.APPLICANT, Trace.CHANGE)
def accept(request: HttpRequest, reference: str, proposal: UUID) -> HttpResponse:
    """The proposed day suits."""
    found = _proposal(request, reference, proposal)
    try:
        confirm(proposal=found, leg=None, actor=ANONYMOUS, now=now_of(request))
    except UnableToAgree as refusal:
        messages.warning(request, explain(refusal))
    else:
        messages.success(request, _("You confirmed the day."))
    return redirect("workday:days", reference)


@guarded(Guard.APPLICANT, Trace.CHANGE)
def decline(request: HttpRequest, reference: str, proposal: UUID) -> HttpResponse:
    """The day does not suit any more: a page of its own, since everybody is asked again."""
    found = _proposal(request, reference, proposal)
    if request.method == "POST":
        try:
            object_to(proposal=found, leg=None, actor=ANONYMOUS, now=now_of(request))
        except UnableToAgree as refusal:
            messages.warning(request, explain(refusal))
        else:
            messages.success(request, _("The day is off. Everybody is told; choose further days if you can."))
        return redirect("workday:days", reference)
    return render(request, "workday/decline.html", {"application": found.application, "proposal": found})


@guarded(Guard.APPLICANT, Trace.CHANGE)
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """The day for the applicant's calendar."""
    application = application_of(request, reference)
    events = queries.events_of(application)
    return as_calendar(calendar.for_applicant(application, events) if events else None)


def _form(request: HttpRequest, application: Application, today: date) -> DaysForm:
    offered = queries.days_of_legs(queries.plannable(application), after=today)
    names = {leg.pk: leg.operator_name for leg in application.legs.all()}
    notes = {
        day: ", ".join(dict.fromkeys(names[key] for key, days in offered.items() if day in days))
        for day in set().union(*offered.values())
    }
    form = DaysForm(
        data_of(request),
        choices=to_choose_from(today),
        chosen=queries.days_of_applicant(application, after=today),
        label=_("Which days suit you?"),
    )
    form.note(notes)
    return form


def _proposal(request: HttpRequest, reference: str, public_id: UUID) -> Proposal:
    application = application_of(request, reference)
    found = Proposal.objects.select_related("application")
    return get_object_or_404(found, application=application, public_id=public_id)
