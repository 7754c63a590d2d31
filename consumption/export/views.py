"""Taking the history along, and the data behind the quarter-hour page."""

import uuid
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from consumption.export.forms import DownloadForm
from consumption.export.operations import ExportFile, FileFormat, export_history
from consumption.history.queries import grant_for
from consumption.pages.links import address
from portal.access.http import actor_of
from portal.access.kinds import Granularity
from portal.identity.http import data_of
from portal.identity.step_up import step_up_required
from portal.primitives.period import Period, belgian_day
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.VERIFIED, Trace.DISCLOSURE)
@step_up_required
def download(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Choose a file, then get it. The query prefills: `?format=csv&granularity=day&start=…&end=…` (last day)."""
    grant = grant_for(actor_of(request), public_id, now=now_of(request))
    form = DownloadForm(data_of(request), grant=grant, asked=request.GET.dict())
    if form.is_valid():
        return _attached(
            export_history(
                grant=grant,
                period=form.period,
                granularity=form.chosen_granularity,
                file_format=form.chosen_format,
                language=get_language() or "fr",
                meters=form.meters,
            )
        )
    context = {
        "form": form,
        "access_point": grant.access_point,
        "history": address("history", grant),
        "is_holder": grant.actor.is_holder,
    }
    return render(request, "consumption/download.html", context)


@guarded(Guard.VERIFIED, Trace.DISCLOSURE)
def intervals(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The quarter-hours (hours of gas) of `?year=`, this year without it, as in a JSON download."""
    now = now_of(request)
    year = request.GET.get("year", "") or str(belgian_day(now).year)
    if not (year.isascii() and year.isdigit() and len(year) == 4 and "2000" <= year <= "2099"):
        raise Http404
    file = export_history(
        grant=grant_for(actor_of(request), public_id, now=now),
        period=Period(date(int(year), 1, 1), date(int(year) + 1, 1, 1)),
        granularity=Granularity.INTERVAL,
        file_format=FileFormat.JSON,
        channel="page",
    )
    return HttpResponse(b"".join(file.chunks), content_type=file.content_type, headers=_UNKEPT)


_UNKEPT = {"Cache-Control": "private, no-store"}


def _attached(file: ExportFile) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        file.chunks,
        content_type=file.content_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"', **_UNKEPT},
    )
