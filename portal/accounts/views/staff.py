"""Who works at the desk, and in which roles."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.accounts import operations, queries
from portal.accounts.forms.desk import EmployForm, RoleForm
from portal.accounts.models import RoleChoices
from portal.accounts.operations import UnableToChangeRole
from portal.accounts.roles import STAFF_ROLES
from portal.accounts.words import explain_to_staff
from portal.identity.http import data_of, user_of
from portal.identity.models import User
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.MANAGE_STAFF)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role; below, somebody new."""
    form, now = EmployForm(data_of(request)), now_of(request)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("name", "email", "language")}
        try:
            user = operations.employ(**told, role=form.chosen_role, by=user_of(request), now=now)
        except UnableToChangeRole as refusal:
            form.add_error("email", explain_to_staff(refusal))
        else:
            messages.success(request, _("The role is given. An e-mail tells how to sign in."))
            return redirect("accounts:member", user.public_id)
    context = {"people": queries.staff(), "form": form, "soon": now + queries.SOON}
    return render(request, "accounts/staff.html", context)


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.MANAGE_STAFF)
def member(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One person's roles: give, review, take; and let the person leave."""
    now = now_of(request)
    found = queries.member(public_id)
    if found is None:
        raise Http404
    form = RoleForm(data_of(request))
    if form.is_valid():
        try:
            _change(form, found, user_of(request), now)
        except UnableToChangeRole as refusal:
            messages.warning(request, explain_to_staff(refusal))
        return redirect("accounts:member", public_id)
    roles: list[object] = found.current_roles  # type: ignore[attr-defined]
    held = {getattr(role, "role", "") for role in roles}
    free = [(role.value, RoleChoices(role).label) for role in STAFF_ROLES if role not in held]
    context = {"member": found, "free": free, "own": found == request.user, "soon": now + queries.SOON, "now": now}
    return render(request, "accounts/member.html", context)


def _change(form: RoleForm, user: User, by: User, now: datetime) -> None:
    match form.cleaned_data["act"]:
        case "give":
            operations.give_role(user=user, role=form.chosen_role, by=by, now=now)
        case "review":
            operations.review_role(user=user, role=form.chosen_role, by=by, now=now)
        case "take":
            operations.take_role(user=user, role=form.chosen_role, by=by, now=now)
        case "leave":
            operations.leave(user=user, by=by, now=now)
