"""Where the application stands: the next action first; files and offers as files."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from connectmyhome.application.access import application_of
from connectmyhome.application.states import ApplicationState
from connectmyhome.tracking import queries
from connectmyhome.tracking.views.shared import if_sent
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.APPLICANT, Trace.OWN_ACCOUNT)
@require_safe
def track(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole application at a glance; of a draft, the way to go on with it."""
    application = application_of(request, reference)
    if application.state == ApplicationState.DRAFT:
        return render(request, "tracking/draft.html", {"application": application})
    status = queries.status_of(application, now=now_of(request))
    return render(request, "tracking/track.html", {"application": application, "status": status})


@guarded(Guard.APPLICANT, Trace.OWN_ACCOUNT)
@require_safe
def attachment(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponse:
    """One of the applicant's own files."""
    found = get_object_or_404(application_of(request, reference).attachments, public_id=public_id)
    ending = "pdf" if found.media_type == "application/pdf" else "jpg"
    return _file(bytes(found.content), found.media_type, f"raccord-{found.kind}-C4.{ending}")


@guarded(Guard.APPLICANT, Trace.OWN_ACCOUNT)
@require_safe
def offer_file(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponse:
    """An offer as its operator made it."""
    found = get_object_or_404(queries.offers_of(if_sent(request, reference)), public_id=public_id)
    return _file(bytes(found.pdf), "application/pdf", f"raccord-offer-{found.leg.operator}-C4.pdf")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
