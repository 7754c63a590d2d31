"""An operator's days for one leg, and the day that is proposed. Nothing of another operator shows."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from connectmyhome.legs.models import Leg
from connectmyhome.legs.views.shared import leg_of
from connectmyhome.workday import queries
from connectmyhome.workday.common import to_choose_from
from connectmyhome.workday.files import as_calendar
from connectmyhome.workday.forms import DaysForm
from connectmyhome.workday.models import Proposal
from connectmyhome.workday.operations.agreeing import confirm, object_to
from connectmyhome.workday.operations.days import offer_days
from connectmyhome.workday.operations.handing_out import calendar_of_leg, show_days
from connectmyhome.workday.operations.locking import UnableToAgree
from connectmyhome.workday.words import explain, for_operator
from portal.access.http import member_actor
from portal.identity.http import data_of
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.HANDLE_LEGS)
def days(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The day that is proposed or agreed for the leg, and the days on which its operator can."""
    leg, now = leg_of(request, public_id), now_of(request)
    form = _form(request, leg, belgian_day(now))
    if form.is_valid():
        try:
            offer_days(leg=leg, days=form.cleaned_data["days"], actor=member_actor(request), now=now)
        except UnableToAgree as refusal:
            form.add_error("days", explain(refusal))
        else:
            messages.success(request, _("Your days are saved."))
            return redirect("workday:leg_days", public_id)
    shown = show_days(leg=leg, actor=member_actor(request), channel="page", now=now)
    form.note(dict.fromkeys(shown.suit_all_others, _("suits all others")))
    context = {"leg": leg, "form": form, "ready": queries.is_plannable(leg), "cards": shown.cards}
    context["why"] = for_operator(shown.common, leg)
    return render(request, "workday/leg_days.html", context)


@require_POST
@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.HANDLE_LEGS)
def accept(request: HttpRequest, public_id: UUID, proposal: UUID) -> HttpResponse:
    """The operator keeps the proposed day free."""
    leg = leg_of(request, public_id)
    try:
        confirm(proposal=_proposal(leg, proposal), leg=leg, actor=member_actor(request), now=now_of(request))
    except UnableToAgree as refusal:
        messages.warning(request, explain(refusal))
    else:
        messages.success(request, _("You confirmed the day."))
    return redirect("workday:leg_days", public_id)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.HANDLE_LEGS)
def decline(request: HttpRequest, public_id: UUID, proposal: UUID) -> HttpResponse:
    """The day does not suit the operator any more: a page of its own, since everybody is asked again."""
    leg = leg_of(request, public_id)
    found = _proposal(leg, proposal)
    if request.method == "POST":
        try:
            object_to(proposal=found, leg=leg, actor=member_actor(request), now=now_of(request))
        except UnableToAgree as refusal:
            messages.warning(request, explain(refusal))
        else:
            messages.success(request, _("The day is off. Everybody is told; offer further days if you can."))
        return redirect("workday:leg_days", public_id)
    return render(request, "workday/leg_decline.html", {"leg": leg, "proposal": found})


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_LEGS)
def file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The day for the operator's calendar, with the address of the works."""
    leg = leg_of(request, public_id)
    return as_calendar(calendar_of_leg(leg=leg, actor=member_actor(request), now=now_of(request)))


def _proposal(leg: Leg, public_id: UUID) -> Proposal:
    found = Proposal.objects.filter(assents__leg=leg).select_related("application")
    return get_object_or_404(found, public_id=public_id)


def _form(request: HttpRequest, leg: Leg, today: date) -> DaysForm:
    return DaysForm(
        data_of(request),
        choices=to_choose_from(today),
        chosen=queries.days_of_legs([leg], after=today)[leg.pk],
        label=_("On which days can you do the works?"),
    )
