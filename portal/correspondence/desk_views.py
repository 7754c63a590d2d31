"""Campaigns at the desk: how far they are, pause and go on."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.access.http import staff_actor
from portal.correspondence.models import Campaign
from portal.correspondence.operations import campaigns
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_SHOWN = 50


@guarded(Guard.STAFF, Trace.NONE, right=Right.ISSUE_CORRESPONDENCE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The latest campaigns."""
    latest = Campaign.objects.order_by("-created_at")[:_SHOWN]
    return render(request, "correspondence/campaigns.html", {"campaigns": latest})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.ISSUE_CORRESPONDENCE)
@require_POST
def pause(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop a campaign after the letters at work."""
    actor = staff_actor(request)
    campaigns.pause(campaign=get_object_or_404(Campaign, public_id=public_id), now=now_of(request), actor=actor)
    return redirect("correspondence:campaigns")


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.ISSUE_CORRESPONDENCE)
@require_POST
def go_on(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a paused campaign go on: the scheduled task issues its letters."""
    actor = staff_actor(request)
    campaigns.run(campaign=get_object_or_404(Campaign, public_id=public_id), now=now_of(request), actor=actor)
    return redirect("correspondence:campaigns")
