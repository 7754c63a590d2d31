"""The papers of a former home."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from consumption.closing_pack.operations import open_pack
from consumption.closing_pack.queries import packs_for
from portal.access.grants import NotVisible
from portal.access.http import actor_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.VERIFIED, Trace.DISCLOSURE)
def download(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A closing pack as PDF."""
    actor, now = actor_of(request), now_of(request)
    pack = get_object_or_404(packs_for(actor, now=now), public_id=public_id)
    try:
        made = open_pack(pack=pack, actor=actor, language=get_language() or "fr", now=now)
    except NotVisible as nothing:
        raise Http404 from nothing
    name = f"raccord-{pack.end.isoformat()}-C4.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
