"""The pages of an organisation's own: where its people begin, for which one they act, and who its people are."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.accounts import operations, organisation_menu, queries
from portal.accounts.forms.members import InviteForm, MemberForm
from portal.accounts.middleware import ACTS_FOR, organisation_of
from portal.accounts.models import Membership, Organisation, RoleChoices
from portal.accounts.operations import UnableToChangeRole
from portal.accounts.roles import MEMBER_ROLES, Role
from portal.accounts.words import explain_to_member
from portal.identity.http import data_of, user_of
from portal.identity.models import User
from portal.limits import LimitReached, LimitsUnavailable
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of
from portal.ui.navigation import FOR_ORGANISATION


@guarded(Guard.MEMBER, right=Right.ACT_FOR)
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody begins who acts for an organisation: the pages that the role opens."""
    request.session.setdefault(FOR_ORGANISATION, True)  # who was invited while signed in finds the way back
    context = {"organisation": organisation_of(request), "links": organisation_menu.links(request)}
    return render(request, "accounts/organisation_start.html", context)


@guarded(Guard.MEMBER, right=Right.ACT_FOR)
def choose(request: HttpRequest) -> HttpResponse:
    """For which of the own organisations to act, until the session ends."""
    memberships = request.memberships  # type: ignore[attr-defined]
    if chosen := request.POST.get("organisation"):
        if chosen not in {str(each.organisation.public_id) for each in memberships}:
            raise Http404
        request.session[ACTS_FOR] = chosen
        rotate_token(request)  # a form that is still open in another tab was written for the former one
        return redirect("accounts:organisation")
    context = {"memberships": memberships, "current": request.membership}  # type: ignore[attr-defined]
    return render(request, "accounts/choose.html", context)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.MANAGE_MEMBERS)
def members(request: HttpRequest) -> HttpResponse:
    """Who acts for the organisation; below, an invitation."""
    form, now, organisation = InviteForm(data_of(request)), now_of(request), organisation_of(request)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("name", "email")}
        try:
            operations.invite(
                **told, organisation=organisation, role=form.chosen_role, by=user_of(request), now=now
            )
        except (UnableToChangeRole, LimitReached, LimitsUnavailable) as refusal:
            form.add_error("email", explain_to_member(refusal))
        else:
            messages.success(request, _("Invited. An e-mail tells this person how to come in."))
            return redirect("accounts:members")
    found = list(queries.members(organisation, now=now))
    context = {"members": found, "form": form, "soon": now + queries.SOON}
    return render(request, "accounts/members.html", context)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.MANAGE_MEMBERS)
def member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One member: still needed, another role, removed."""
    now, by = now_of(request), user_of(request)
    organisation = organisation_of(request)
    found = queries.member_of(organisation, public_id, now=now)
    if found is None:
        raise Http404
    form = MemberForm(data_of(request))
    if form.is_valid():
        try:
            _change(form, found, organisation, by, now)
        except UnableToChangeRole as refusal:
            messages.warning(request, explain_to_member(refusal))
            return redirect("accounts:organisation_member", public_id)
        messages.success(request, _("Done."))
        return redirect("accounts:members")
    roles = [(role.value, RoleChoices(role).label) for role in MEMBER_ROLES]
    context = {"member": found, "own": found.user == by, "roles": roles, "soon": now + queries.SOON}
    return render(request, "accounts/organisation_member.html", context)


def _change(form: MemberForm, member: Membership, organisation: Organisation, by: User, now: datetime) -> None:
    user, role = member.user, Role(member.role)
    match form.cleaned_data["act"]:
        case "review":
            operations.review_role(user=user, organisation=organisation, role=role, by=by, now=now)
        case "change":
            wanted = form.chosen_role
            operations.change_role(user=user, organisation=organisation, former=role, role=wanted, by=by, now=now)
        case "remove":
            operations.take_role(user=user, organisation=organisation, role=role, by=by, now=now)
