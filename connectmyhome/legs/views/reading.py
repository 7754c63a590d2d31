"""An operator's queue, one leg, and its files. Nothing of another operator, and no more than the columns name."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from connectmyhome.application.models import Attachment
from connectmyhome.legs import payload, queries
from connectmyhome.legs.acts import open_to
from connectmyhome.legs.answers import sections_of
from connectmyhome.legs.files import as_download
from connectmyhome.legs.forms import QueueForm
from connectmyhome.legs.models import Leg, Offer
from connectmyhome.legs.operations.showing import open_document, show_leg
from connectmyhome.legs.views.shared import leg_of
from portal.access.http import member_actor
from portal.accounts.middleware import organisation_of
from portal.ui.guards import Guard, Right, Trace, guarded, rights_of
from portal.ui.middleware import now_of

_A_PAGE = 50


@guarded(Guard.MEMBER, right=Right.SEE_LEGS)
def queue(request: HttpRequest) -> HttpResponse:
    """The own legs, the first deadline first. Says nothing of whose they are."""
    form = QueueForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.queue(organisation_of(request), **wanted, now=now_of(request))
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "legs/queue.html", {"page": page, "form": form})


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_LEGS)
def leg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One leg: what is asked for, documents, questions, offers, its way up to now, and what may be done."""
    found, now = leg_of(request, public_id), now_of(request)
    given = show_leg(leg=found, actor=member_actor(request), channel="page", now=now)
    handles = Right.HANDLE_LEGS in rights_of(request, Guard.MEMBER)
    context = {
        "leg": found,
        "clock": queries.with_clocks([found], now=now)[0][1],
        "sections": sections_of(given),
        "documents": payload.attachments(found),
        "questions": found.questions.select_related("attachment").defer("attachment__content"),
        "offers": found.offers.defer("pdf"),
        "steps": found.steps.all(),
        "handles": handles,
        "acts": open_to(found) if handles else [],
    }
    return render(request, "legs/leg.html", context)


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_LEGS)
def document(request: HttpRequest, public_id: UUID, document: UUID) -> HttpResponse:
    """A file of the applicant that the operator is given."""
    leg = leg_of(request, public_id)
    found = get_object_or_404(payload.attachments(leg), public_id=document)
    return as_download(_opened(request, leg, found), found.media_type, f"{found.kind}-{found.public_id!s:.8}")


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_LEGS)
def offer(request: HttpRequest, public_id: UUID, offer: UUID) -> HttpResponse:
    """An offer that the operator made."""
    leg = leg_of(request, public_id)
    found = get_object_or_404(leg.offers.defer("pdf"), public_id=offer)
    return as_download(_opened(request, leg, found), "application/pdf", f"offer-{found.public_id!s:.8}")


def _opened(request: HttpRequest, leg: Leg, document: Attachment | Offer) -> bytes:
    actor, now = member_actor(request), now_of(request)
    return open_document(leg=leg, document=document, actor=actor, channel="file", now=now)
