"""What a resident has granted, and was asked for: who may see what until when."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mandates import queries
from mandates.operations import ending
from mandates.operations.moving import UnableToMove
from mandates.states import MandateState, Mover
from mandates.views.files import pdf_of
from mandates.views.shown import for_grantor
from mandates.words import ENDED_BY_GRANTOR
from portal.access.http import actor_of
from portal.ui.forms import Form
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_PER_PAGE = 20


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """All of them, active ones first."""
    actor, now = actor_of(request), now_of(request)
    page = Paginator(queries.granted_by(actor), _PER_PAGE).get_page(request.GET.get("page"))
    can_grant = queries.homes_to_lend(actor, now=now).exists()
    context = {"page": page, "shown": [for_grantor(mandate, now=now) for mandate in page], "can_grant": can_grant}
    return render(request, "mandates/granted.html", context)


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
@require_safe
def mandate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One, in plain words, with what can be done about it."""
    actor, now = actor_of(request), now_of(request)
    found = get_object_or_404(queries.granted_by(actor), public_id=public_id)
    shown = for_grantor(found, now=now)
    answerable = found.state == MandateState.REQUESTED and queries.homes_asked_for(found, actor, now=now).exists()
    return render(request, "mandates/mandate.html", {"shown": shown, "mandate": found, "answerable": answerable})


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
@require_safe
def file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The paper itself: sealed once it is, and before that the exact bytes that are to be signed."""
    found = get_object_or_404(queries.granted_by(actor_of(request)), public_id=public_id)
    return pdf_of(found)


@guarded(Guard.VERIFIED, Trace.CHANGE)
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Revoke what is signed, decline a request, give up a draft: one page, one button."""
    actor = actor_of(request)
    found = get_object_or_404(queries.granted_by(actor), public_id=public_id)
    way = ending.end_open_to(found, Mover.GRANTOR)
    if request.method == "POST" or way is None:
        try:
            done = ending.end_by_grantor(mandate=found, actor=actor, now=now_of(request))
            messages.success(request, str(ENDED_BY_GRANTOR[done]))
        except UnableToMove:
            messages.info(request, _("This mandate had ended already."))
        return redirect("mandates:mandate", public_id)
    return render(request, "mandates/end.html", {"mandate": found, "way": way, "form": Form()})
