"""The coordinator's desk: all legs of each application side by side, and the day that suits everybody."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.queries import IN_ORDER, with_clocks
from connectmyhome.legs.states import Party
from connectmyhome.workday import calendar, queries
from connectmyhome.workday.files import as_calendar
from connectmyhome.workday.forms import ProposeForm, ReasonForm
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.agreeing import call_off, propose
from connectmyhome.workday.operations.handing_out import show_applicant
from connectmyhome.workday.operations.locking import UnableToAgree
from connectmyhome.workday.states import LIVE
from connectmyhome.workday.words import explain, for_coordinator
from portal.access.http import staff_actor
from portal.identity.http import data_of
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_A_PAGE = 20


@guarded(Guard.STAFF, right=Right.COORDINATE_CONNECTIONS)
def desk(request: HttpRequest) -> HttpResponse:
    """The applications under way, late ones first. Says nothing of whose they are."""
    page = Paginator(queries.under_way(), _A_PAGE).get_page(request.GET.get("page"))
    lanes = queries.lanes(page.object_list, now=now_of(request))
    return render(request, "workday/desk.html", {"page": page, "lanes": lanes})


@guarded(Guard.STAFF, Trace.DISCLOSURE, right=Right.COORDINATE_CONNECTIONS)
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """One application: its legs, who can when, why no day suits everybody; who applies, once there is a reason."""
    found, now = _application(reference), now_of(request)
    reason = ReasonForm(data_of(request))
    shown = None
    if reason.is_valid():
        purpose = reason.cleaned_data["purpose"]
        shown = show_applicant(application=found, actor=staff_actor(request), purpose=purpose, now=now)
    return render(request, "workday/application.html", _about(found, request) | {"form": reason, "shown": shown})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.COORDINATE_CONNECTIONS)
def propose_day(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose one of the days that suit everybody."""
    found, now = _application(reference), now_of(request)
    form = ProposeForm(data_of(request), days=queries.common_days(found, now=now).days)
    if form.is_valid():
        told = {"application": found, "day": form.cleaned_data["day"], "by": Party.COORDINATOR, "now": now}
        try:
            propose(actor=staff_actor(request), **told)
        except UnableToAgree as refusal:
            form.add_error("day", explain(refusal))
        else:
            messages.success(request, _("Proposed: the applicant and the operators are asked to confirm it."))
            return redirect("workday:application", reference)
    return render(request, "workday/propose.html", {"application": found, "form": form})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.COORDINATE_CONNECTIONS)
def cancel(request: HttpRequest, reference: str, proposal: UUID) -> HttpResponse:
    """Let a day fall: a page of its own, since everybody is told."""
    found = get_object_or_404(
        Proposal.objects.select_related("application"),
        application=_application(reference),
        public_id=proposal,
        state__in=list(LIVE),
    )
    if request.method == "POST":
        try:
            call_off(proposal=found, actor=staff_actor(request), now=now_of(request))
        except UnableToAgree as refusal:
            messages.warning(request, explain(refusal))
        return redirect("workday:application", reference)
    return render(request, "workday/cancel.html", {"application": found.application, "proposal": found})


@guarded(Guard.STAFF, right=Right.COORDINATE_CONNECTIONS)
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """The day for the coordinator's calendar; without the address, it says nothing of whose home it is."""
    events = queries.events_of(_application(reference))
    return as_calendar(calendar.for_coordinator(events) if events else None)


def _application(reference: str) -> Application:
    there = Application.objects.select_related("commune").filter(
        state__in=[ApplicationState.SENT, ApplicationState.CLOSED]
    )
    return get_object_or_404(there, reference=reference)


def _about(found: Application, request: HttpRequest) -> dict[str, object]:
    now = now_of(request)
    today = belgian_day(now)
    legs, common = queries.plannable(found), queries.common_days(found, now=now)
    proposals = list(queries.proposals_of(found))
    return {
        "application": found,
        "legs": with_clocks(found.legs.select_related("late_alert").order_by(*IN_ORDER), now=now),
        "ready": legs,
        "to_come": queries.to_come(found),
        "grid": queries.grid(found, after=today),
        "common": common,
        "why": for_coordinator(common, legs),
        "proposals": proposals[::-1],
        "waits": any(each.state == "open" for each in proposals),
        "today": today,
    }
