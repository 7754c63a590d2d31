"""Bulk exports of an organisation: ask, watch, fetch, cancel."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consumption.bulk_export import queries
from consumption.bulk_export.forms import BulkExportForm
from consumption.bulk_export.models import BulkExport
from consumption.bulk_export.operations import asking, fetching
from consumption.bulk_export.operations.asking import UnableToExport
from consumption.bulk_export.operations.fetching import Fetched, UnableToFetch
from consumption.bulk_export.states import OPEN, ExportState
from consumption.bulk_export.tasks import wake
from consumption.bulk_export.words import OUTCOMES, REFUSALS, STATES
from consumption.partner.search import kept
from portal.access.http import member_actor
from portal.grid.models import Energy
from portal.identity.http import data_of, user_of
from portal.identity.step_up import step_up_required
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_PER_PAGE = 20


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.SEE_DATA)
def export_list(request: HttpRequest) -> HttpResponse:
    """Ask for an export; below, those of the organisation, the latest first. `?which=search` prefills
    what the list of access points was searched for."""
    actor, now = member_actor(request), now_of(request)
    search = kept(request) if request.GET.get("which") == "search" else ""
    form = BulkExportForm(data_of(request), today=belgian_day(now), search=search)
    if form.is_valid():
        try:
            export = asking.ask(
                actor=actor,
                user=user_of(request),
                selection=form.selection,
                granularity=form.step,
                period=form.period,
                now=now,
            )
        except UnableToExport as refusal:
            form.add_error("which", REFUSALS[refusal.code])
        else:
            wake(export.pk)
            return redirect("bulk_export:export", export.public_id)
    page = Paginator(queries.exports_for(actor), _PER_PAGE).get_page(request.GET.get("page"))
    rows = [(export, STATES[ExportState(export.state)]) for export in page]
    return render(request, "bulk_export/list.html", {"form": form, "page": page, "rows": rows})


@guarded(Guard.MEMBER, Trace.NONE, right=Right.SEE_DATA)
def export(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far an export is; once it is ready, its files. Shows numbers of access points, none of their data."""
    found = _of_organisation(request, public_id)
    counted = queries.outcomes(found)
    context = {
        "export": found,
        "tag": STATES[ExportState(found.state)],
        "is_open": found.state in OPEN,
        "is_ready": found.state == ExportState.READY,
        "outcomes": [(words, counted[outcome]) for outcome, words in OUTCOMES.items() if outcome in counted],
        "energies": queries.energies(found) if found.state == ExportState.READY else [],
    }
    return render(request, "bulk_export/export.html", context)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.SEE_DATA)
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call an export off, or delete its files before their week is over."""
    found = _of_organisation(request, public_id)
    if request.method == "POST":
        asking.cancel(export=found, actor=member_actor(request), now=now_of(request))
        messages.success(request, _("The export is cancelled, and its files are deleted."))
    return redirect("bulk_export:export", public_id)


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_DATA)
@step_up_required
def fetch(request: HttpRequest, public_id: UUID, energy: str) -> HttpResponseBase:
    """The file of one energy."""
    found, actor, now = _of_organisation(request, public_id), member_actor(request), now_of(request)
    if energy not in Energy.values:
        raise Http404
    try:
        return _attached(fetching.fetch(export=found, energy=Energy(energy), actor=actor, now=now))
    except UnableToFetch as error:
        raise Http404 from error


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.SEE_DATA)
def fetch_outcome(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The list of what became of each access point."""
    found = _of_organisation(request, public_id)
    try:
        return _attached(fetching.fetch_outcome(export=found, actor=member_actor(request), now=now_of(request)))
    except UnableToFetch as error:
        raise Http404 from error


def _of_organisation(request: HttpRequest, public_id: UUID) -> BulkExport:
    found = queries.export_for(member_actor(request), public_id)
    if found is None:
        raise Http404
    return found


def _attached(file: Fetched) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(file.chunks, content_type="text/csv; charset=utf-8", headers=headers)
