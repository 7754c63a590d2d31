"""The desk's pages about organisations: propose, admit with a second pair of eyes, close (R15)."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.accounts import queries
from portal.accounts.forms.organisations import DecisionForm, ProposeForm
from portal.accounts.forms.people import PersonForm
from portal.accounts.models import Organisation
from portal.accounts.operations import UnableToChangeRole, organisations, review_role
from portal.accounts.operations.organisations import UnableToDecide, UnableToPropose
from portal.accounts.roles import Role
from portal.accounts.words import explain_decision, explain_proposal
from portal.identity.http import data_of, user_of
from portal.identity.models import User
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_PER_PAGE = 50


@guarded(Guard.STAFF, right=Right.ADMIT_ORGANISATIONS)
def listed(request: HttpRequest) -> HttpResponse:
    """All organisations, those that wait for a decision first."""
    page = Paginator(queries.organisations(), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/organisations.html", {"page": page})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.ADMIT_ORGANISATIONS)
def propose(request: HttpRequest) -> HttpResponse:
    """A new organisation, for a colleague to decide on."""
    form = ProposeForm(data_of(request))
    if form.is_valid():
        try:
            proposed = organisations.propose(**form.cleaned_data, by=user_of(request), now=now_of(request))
        except UnableToPropose as refusal:
            form.add_error(*explain_proposal(refusal))
        else:
            messages.success(request, _("Proposed. A colleague decides on it."))
            return redirect("accounts:organisation_for_staff", proposed.public_id)
    return render(request, "accounts/propose.html", {"form": form})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.ADMIT_ORGANISATIONS)
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One organisation: what was proposed, who runs it, and what to decide."""
    now, by = now_of(request), user_of(request)
    found = get_object_or_404(queries.organisations(), public_id=public_id)
    form = DecisionForm(data_of(request))
    if form.is_valid():
        try:
            _decide(form, found, by, now)
        except (UnableToDecide, UnableToChangeRole) as refusal:
            messages.warning(request, explain_decision(refusal))
        return redirect("accounts:organisation_for_staff", public_id)
    members = list(queries.members(found, now=now))
    context = {
        "organisation": found,
        "administrators": [each for each in members if each.role == Role.ADMINISTRATOR],
        "others": sum(each.role != Role.ADMINISTRATOR for each in members),
        "own": str(by.public_id) == (found.administrator_by or found.proposed_by),
        "soon": now + queries.SOON,
    }
    return render(request, "accounts/organisation_for_staff.html", context)


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.ADMIT_ORGANISATIONS)
def propose_administrator(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A further administrator for an organisation that cannot invite one itself, for a colleague to decide on."""
    found = get_object_or_404(
        queries.organisations(), public_id=public_id, closed_at=None, admitted_at__isnull=False
    )
    form = PersonForm(data_of(request))
    if form.is_valid():
        try:
            organisations.propose_administrator(
                organisation=found, **form.cleaned_data, by=user_of(request), now=now_of(request)
            )
        except UnableToPropose as refusal:
            form.add_error("email", explain_proposal(refusal)[1])
        else:
            return redirect("accounts:organisation_for_staff", public_id)
    return render(request, "accounts/propose_administrator.html", {"form": form, "organisation": found})


def _decide(form: DecisionForm, organisation: Organisation, by: User, now: datetime) -> None:
    told = form.cleaned_data
    match told["act"]:
        case "admit":
            organisations.admit(organisation=organisation, by=by, now=now)
        case "reject":
            organisations.reject(organisation=organisation, by=by, now=now)
        case "invite":
            organisations.invite_administrator(organisation=organisation, email=told["email"], by=by, now=now)
        case "review":
            member = told["member"] and queries.member_of(organisation, told["member"], now=now)
            if member:
                review_role(user=member.user, role=Role(member.role), by=by, now=now, organisation=organisation)
        case "close":
            organisations.close(organisation=organisation, by=by, now=now)
