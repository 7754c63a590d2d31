"""What an organisation holds: its mandates, with their end."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mandates import queries
from mandates.operations import asking, ending
from mandates.operations.asking import UnableToAsk
from mandates.operations.moving import UnableToMove
from mandates.operations.showing import show_to_holder
from mandates.refusals import explain
from mandates.states import Mover
from mandates.views.files import pdf_of
from mandates.views.shown import for_holder
from mandates.words import ENDED_BY_HOLDER
from portal.access.http import member_actor
from portal.ui.forms import Form
from portal.ui.guards import Guard, Right, Trace, guarded, rights_of
from portal.ui.middleware import now_of

_PER_PAGE = 50


@guarded(Guard.MEMBER, right=Right.SEE_DATA)
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """Those that count, the first to end first; then ended ones. Named by EAN and own reference, by nobody's
    name."""
    actor, now = member_actor(request), now_of(request)
    page = Paginator(queries.mandates_held(actor), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "shown": [for_holder(mandate, now=now) for mandate in page]}
    return render(request, "mandates/held.html", context)


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_DATA)
@require_safe
def mandate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One mandate or request. Who grants it shows once it counts, and each look is traced."""
    actor, now = member_actor(request), now_of(request)
    found = get_object_or_404(queries.held_by(actor), public_id=public_id)
    show_to_holder(mandate=found, actor=actor, now=now, channel="page")
    asks = Right.ASK_MANDATES in rights_of(request, Guard.MEMBER)
    context = {"mandate": found, "shown": for_holder(found, now=now), "asks": asks}
    return render(request, "mandates/held_one.html", context)


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.SEE_DATA)
@require_safe
def file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The signed paper, of a mandate that counts or did."""
    actor, now = member_actor(request), now_of(request)
    found = get_object_or_404(queries.mandates_held(actor), public_id=public_id)
    show_to_holder(mandate=found, actor=actor, now=now, channel="file")
    return pdf_of(found)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.ASK_MANDATES)
def end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Withdraw a request, end a mandate."""
    actor = member_actor(request)
    found = get_object_or_404(queries.held_by(actor), public_id=public_id)
    way = ending.end_open_to(found, Mover.HOLDER)
    if request.method == "POST" or way is None:
        try:
            done = ending.end_by_holder(mandate=found, actor=actor, now=now_of(request))
            messages.success(request, str(ENDED_BY_HOLDER[done]))
        except UnableToMove:
            messages.info(request, _("This mandate had ended already."))
        return redirect("mandates:held_one", public_id)
    context = {"mandate": found, "way": way, "form": Form(), "shown": for_holder(found, now=now_of(request))}
    return render(request, "mandates/held_end.html", context)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.ASK_MANDATES)
@require_POST
def renew(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the customer for a year more of the same."""
    actor, now = member_actor(request), now_of(request)
    found = get_object_or_404(queries.mandates_held(actor), public_id=public_id)
    try:
        asked = asking.renew(mandate=found, actor=actor, now=now)
    except UnableToAsk as refusal:
        messages.warning(request, explain(refusal))
        return redirect("mandates:held_one", public_id)
    messages.success(
        request, _("Asked for. The customer at this connection, if there is one, answers in the portal.")
    )
    return redirect("mandates:held_one", asked.public_id)
