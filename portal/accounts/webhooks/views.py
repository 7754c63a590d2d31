"""The administrator's pages about webhooks."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.models import Membership, Organisation
from portal.accounts.webhooks import operations, queries
from portal.accounts.webhooks.forms import EndpointForm, SinceForm
from portal.accounts.webhooks.models import Endpoint
from portal.accounts.webhooks.operations import UnableToMakeEndpoint
from portal.identity.http import data_of
from portal.identity.step_up import step_up_required
from portal.identity.words import status_of
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_PER_PAGE = 50
_REFUSED = {
    "known": gettext_lazy("This address gets the events already"),
    "too_many": gettext_lazy("You have as many addresses as there may be: remove one first"),
}


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.MANAGE_MEMBERS)
@step_up_required
def endpoint_list(request: HttpRequest) -> HttpResponse:
    """The organisation's endpoints; below, a new one, whose secret the answer shows once."""
    form, membership = EndpointForm(data_of(request)), _membership(request)
    made, secret = None, ""
    if form.is_valid():
        try:
            made, secret = operations.make_endpoint(
                by=membership, url=form.cleaned_data["url"], now=now_of(request)
            )
            form = EndpointForm()
        except UnableToMakeEndpoint as refusal:
            form.add_error("url", _REFUSED[refusal.code])
    context = {"endpoints": queries.endpoints_of(_organisation(membership)), "form": form}
    context |= {"made": made, "secret": secret}
    return render(request, "webhooks/list.html", context, status=status_of(form))


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.MANAGE_MEMBERS)
@step_up_required
def endpoint(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One endpoint and what it was told; its buttons. A new secret is shown once, in the answer."""
    found, membership, now = _endpoint(request, public_id), _membership(request), now_of(request)
    secret = ""
    if request.method == "POST" and request.POST.get("act") == "rotate":
        secret = operations.rotate_secret(endpoint=found, by=membership, now=now)
    elif request.method == "POST":
        if told := _act(request.POST.get("act", ""), found, membership, now):
            messages.success(request, told)
        removed = request.POST.get("act") == "remove"
        return redirect("webhooks:list") if removed else redirect("webhooks:endpoint", public_id)
    return _shown(request, found, SinceForm(), secret)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.MANAGE_MEMBERS)
@step_up_required
def again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell one event again."""
    membership = _membership(request)
    found = queries.delivery_of(_organisation(membership), public_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        operations.send_again(delivery=found, by=membership, now=now_of(request))
        messages.success(request, _("The event goes out again."))
    return redirect("webhooks:endpoint", found.endpoint.public_id)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.MANAGE_MEMBERS)
@step_up_required
def all_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell all events since a moment again."""
    found, form = _endpoint(request, public_id), SinceForm(data_of(request))
    if not form.is_valid():
        return _shown(request, found, form, "")
    count = operations.send_all_again(
        endpoint=found, since=form.since, by=_membership(request), now=now_of(request)
    )
    told = ngettext("%(count)d event goes out again.", "%(count)d events go out again.", count)
    messages.success(request, told % {"count": count})
    return redirect("webhooks:endpoint", public_id)


def _shown(request: HttpRequest, found: Endpoint, form: SinceForm, secret: str) -> HttpResponse:
    page = Paginator(queries.deliveries_of(found), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"endpoint": found, "page": page, "form": form, "secret": secret, "now": now_of(request)}
    return render(request, "webhooks/endpoint.html", context, status=status_of(form))


def _act(act: str, found: Endpoint, by: Membership, now: datetime) -> str:
    match act:
        case "pause":
            operations.pause(endpoint=found, by=by, now=now)
            return _("Paused: events wait until it goes on.")
        case "resume":
            operations.resume(endpoint=found, by=by, now=now)
            return _("It goes on: what waited is told now.")
        case "remove":
            operations.remove(endpoint=found, by=by, now=now)
            return _("Removed: nothing more goes there.")
        case "test":
            operations.send_test(endpoint=found, by=by, now=now)
            return _("A test event goes out: look below what came of it.")
    return ""


def _membership(request: HttpRequest) -> Membership:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    return membership


def _organisation(membership: Membership) -> Organisation:
    assert membership.organisation is not None  # noqa: S101  # of members, whom the guard lets in
    return membership.organisation


def _endpoint(request: HttpRequest, public_id: UUID) -> Endpoint:
    found = queries.endpoint_of(_organisation(_membership(request)), public_id)
    if found is None:
        raise Http404
    return found
