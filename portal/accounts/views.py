"""The desk's own pages: where staff begin, who works there, and how messages fare."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from portal.accounts import operations, queries
from portal.accounts.desk import links
from portal.accounts.forms import EmployForm, MessageFilter, RoleForm
from portal.accounts.models import RoleChoices
from portal.accounts.operations import UnableToChangeRole
from portal.accounts.roles import STAFF_ROLES
from portal.identity.http import data_of, user_of
from portal.identity.models import User
from portal.messaging.queries import messages_for_staff
from portal.ui.guards import Guard, Right, Trace, guarded, rights_of
from portal.ui.middleware import now_of

_PER_PAGE = 50


@guarded(Guard.STAFF, right=Right.DESK)
def desk(request: HttpRequest) -> HttpResponse:
    """Where staff begin: the pages that this person may open."""
    rights = rights_of(request)
    to_review = queries.review_count(now=now_of(request)) if Right.MANAGE_STAFF in rights else 0
    context = {"links": links(rights, ""), "to_review": to_review}
    return render(request, "accounts/start.html", context)


@guarded(Guard.STAFF, right=Right.SEE_MESSAGES)
def message_list(request: HttpRequest) -> HttpResponse:
    """States, attempts and cost of messages, newest first; of an address only what tells two apart."""
    form = MessageFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = messages_for_staff(channel=chosen.get("channel", ""), state=chosen.get("state", ""))
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/messages.html", {"page": page, "form": form})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.MANAGE_STAFF)
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody with a role; below, somebody new."""
    form, now = EmployForm(data_of(request)), now_of(request)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("name", "email", "language")}
        try:
            user = operations.employ(**told, role=form.chosen_role, by=user_of(request), now=now)
        except UnableToChangeRole as refusal:
            form.add_error("email", _explain(refusal))
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
            messages.warning(request, _explain(refusal))
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


def _explain(refusal: UnableToChangeRole) -> str:
    return {
        "own": _("Nobody changes the own roles: ask a colleague who manages staff."),
        "held": _("This person holds that role already."),
        "blocked": _("This account is blocked: the person has left."),
    }[refusal.code]
