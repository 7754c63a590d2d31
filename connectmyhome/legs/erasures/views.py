"""What an operator is to erase, for its people."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from connectmyhome.legs.erasures import operations
from connectmyhome.legs.erasures.queries import erasures_of_operator, open_first
from portal.access.http import member_actor
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_PER_PAGE = 50


@guarded(Guard.MEMBER, right=Right.SEE_LEGS)
def erasure_list(request: HttpRequest) -> HttpResponse:
    """What applicants want erased, what waits for the operator first. Ids alone: nothing of them is left."""
    mine = open_first(erasures_of_operator(request.membership.organisation))  # type: ignore[attr-defined]
    page = Paginator(mine, _PER_PAGE).get_page(request.GET.get("page"))
    may_confirm = Right.HANDLE_LEGS in request.member_rights  # type: ignore[attr-defined]
    return render(request, "erasures/list.html", {"page": page, "may_confirm": may_confirm})


@require_POST
@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.HANDLE_LEGS)
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The operator's word that it erased everything."""
    mine = erasures_of_operator(request.membership.organisation)  # type: ignore[attr-defined]
    found = get_object_or_404(mine, public_id=public_id)
    operations.confirm(erasure=found, actor=member_actor(request), now=now_of(request))
    messages.success(request, _("Confirmed: the applicant reads it."))
    return redirect("erasures:list")
