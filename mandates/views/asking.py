"""A holder asks customers for mandates: one by one, or with a list."""

import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mandates import queries, words
from mandates.forms.asking import LARGEST_FILE, ListForm, RequestForm
from mandates.models import RequestList
from mandates.operations import asking, listing
from mandates.operations.asking import UnableToAsk
from mandates.refusals import explain, outcome
from mandates.states import MandateState
from mandates.views.shown import for_holder
from portal.access.http import member_actor
from portal.accounts.middleware import organisation_of
from portal.identity.http import data_of
from portal.primitives.cells import plain
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of
from portal.ui.uploads import takes_upload

_PER_PAGE = 50


@guarded(Guard.MEMBER, right=Right.ASK_MANDATES)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The requests that wait for an answer, and those that came to nothing; by EAN and own reference."""
    actor, now = member_actor(request), now_of(request)
    state = request.GET.get("state", "")
    chosen = state if state in set(MandateState) else ""
    page = Paginator(queries.requests_of(actor, state=chosen), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "shown": [for_holder(mandate, now=now) for mandate in page],
        "states": [(each.value, words.HOLDER_STATES[each]) for each in queries.UNSUCCESSFUL],
        "chosen": chosen,
        "lists": queries.lists_of(actor)[:5],
    }
    return render(request, "mandates/requests.html", context)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.ASK_MANDATES)
def ask(request: HttpRequest) -> HttpResponse:
    """One request. What can never be is told at once; nothing here depends on the customer."""
    now = now_of(request)
    form = RequestForm(data_of(request), today=belgian_day(now))
    if form.is_valid():
        try:
            made = asking.request(
                holder=organisation_of(request), actor=member_actor(request), wish=form.wish, now=now
            )
        except UnableToAsk as refusal:
            form.add_error("eans", explain(refusal))
        else:
            messages.success(
                request, _("Asked for. The customer at this connection, if there is one, answers in the portal.")
            )
            return redirect("mandates:held_one", made.public_id)
    return render(request, "mandates/ask.html", {"form": form})


@takes_upload(LARGEST_FILE + 1_000_000)
@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.ASK_MANDATES)
def ask_for_list(request: HttpRequest) -> HttpResponse:
    """A list of EANs: an outcome for each line."""
    now = now_of(request)
    form = ListForm(data_of(request), request.FILES or None, today=belgian_day(now))
    if form.is_valid():
        try:
            made = listing.ask_for_list(
                holder=organisation_of(request),
                actor=member_actor(request),
                text=form.cleaned_data["lines"],
                terms=form.terms,
                token=form.sent_token,
                now=now,
            )
            return redirect("mandates:request_list", made.public_id)
        except UnableToAsk as refusal:
            form.add_error("lines", explain(refusal))
    return render(request, "mandates/ask_for_list.html", {"form": form})


@guarded(Guard.MEMBER, right=Right.ASK_MANDATES)
@require_safe
def request_list(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What came of each line."""
    found = get_object_or_404(queries.lists_of(member_actor(request)), public_id=public_id)
    lines = queries.lines_of(found)
    only_faults = request.GET.get("show") == "faults"
    page = Paginator(lines.exclude(code=asking.ASKED) if only_faults else lines, _PER_PAGE)
    shown = page.get_page(request.GET.get("page"))
    context = {
        "list": found,
        "page": shown,
        "rows": [(line, outcome(line.code)) for line in shown],
        "total": lines.count(),
        "asked": lines.filter(code=asking.ASKED).count(),
        "only_faults": only_faults,
    }
    return render(request, "mandates/request_list.html", context)


@guarded(Guard.MEMBER, right=Right.ASK_MANDATES)
@require_safe
def request_list_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The outcomes as a CSV file, class C2: nothing in it that the organisation did not write itself."""
    found = get_object_or_404(queries.lists_of(member_actor(request)), public_id=public_id)
    headers = {
        "Content-Disposition": f'attachment; filename="raccord-requests-{found.created_at:%Y-%m-%d}-C2.csv"'
    }
    return StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8", headers=headers)


def _csv(found: RequestList) -> Iterator[str]:
    titles = (_("Line"), _("EAN number"), _("Reference"), _("Outcome"), _("State"))
    yield "\ufeff" + ";".join(plain(title) for title in titles) + "\r\n"
    for line in queries.lines_of(found).iterator(chunk_size=1000):
        state = words.state_for_holder(line.mandate) if line.mandate else ""
        cells = (str(line.number), f'="{line.ean}"' if line.ean.isdigit() else plain(line.ean))
        told = (plain(line.reference), plain(outcome(line.code)), plain(state))
        yield ";".join((*cells, *told)) + "\r\n"
