"""Clients: the administrator's page, and where programs get their tokens."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views.base import TokenView

from portal.accounts.clients import operations, queries
from portal.accounts.clients.forms import ClientForm
from portal.accounts.clients.operations import UnableToMakeClient
from portal.accounts.clients.words import allowed
from portal.api.limiting import count_token_request
from portal.identity.http import data_of
from portal.identity.step_up import step_up_required
from portal.identity.words import status_of
from portal.limits import LimitReached, LimitsUnavailable
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.MANAGE_MEMBERS)
@step_up_required
def client_list(request: HttpRequest) -> HttpResponse:
    """The organisation's clients; below, a new one, whose secret the answer shows once."""
    form, now = ClientForm(data_of(request)), now_of(request)
    membership = request.membership  # type: ignore[attr-defined]
    made, secret = None, ""
    if form.is_valid():
        try:
            made, secret = operations.make_client(by=membership, name=form.cleaned_data["name"], now=now)
            form = ClientForm()
        except UnableToMakeClient:
            form.add_error("name", _("You have as many programs as there may be: revoke one first."))
    clients = queries.clients_of(membership.organisation)
    context = {"clients": clients, "form": form, "made": made, "secret": secret, "now": now}
    context["allowed"] = allowed(membership.organisation.house)
    return render(request, "clients/list.html", context, status=status_of(form))


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.MANAGE_MEMBERS)
def client(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Revoke a client, or say that it is still needed."""
    membership, now = request.membership, now_of(request)  # type: ignore[attr-defined]
    found = queries.client_of(membership.organisation, public_id)
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "revoke":
        operations.revoke_client(client=found, by=membership, now=now)
        messages.success(request, _("The program is revoked: its tokens no longer count."))
    elif request.method == "POST":
        operations.review_client(client=found, by=membership, now=now)
        messages.success(request, _("The program counts for another six months."))
    return redirect("clients:list")


@csrf_exempt
@guarded(Guard.CLIENT, Trace.CHANGE)
def token(request: HttpRequest) -> HttpResponseBase:
    """Client id and secret for a token (RFC 6749, section 4.4). Refusals are those of that standard."""
    try:
        count_token_request(request)
    except LimitReached as limit:
        wait = str(max(1, round(limit.retry_after.total_seconds())))
        return _refused("temporarily_unavailable", HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": wait})
    except LimitsUnavailable:
        return _refused("temporarily_unavailable", HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "60"})
    try:
        answer: HttpResponseBase = TokenView.as_view()(request)
    except (ValueError, DataError, SuspiciousOperation):  # no text, or too much of it
        return _refused("invalid_request", HTTPStatus.BAD_REQUEST, {})
    answer["Content-Type"] = "application/json"  # some refusals quote what was sent: never as a page
    return answer


def _refused(error: str, status: HTTPStatus, headers: dict[str, str]) -> HttpResponse:
    return JsonResponse({"error": error}, status=status, headers={"Cache-Control": "no-store", **headers})
