"""Sending a signed paper: by the grantor, or by a member of the holder."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mandates.models import Mandate
from mandates.papers import queries
from mandates.papers.forms import ScanForm, SignedForm
from mandates.papers.operations import UnableToTakePaper, send_paper
from mandates.papers.states import PaperState
from mandates.papers.tasks import wake
from mandates.papers.words import explain_taking, told_sent
from mandates.states import ANSWERABLE, Way
from portal.access.actor import Actor
from portal.access.http import actor_of, member_actor
from portal.identity.http import data_of
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of
from portal.ui.uploads import takes_upload
from portal.uploads.documents import MOST_BYTES

_WITH_PDF = MOST_BYTES + 2 * 1024 * 1024  # one that is a little too large is told so at its field


@guarded(Guard.VERIFIED, Trace.CHANGE)
@takes_upload(_WITH_PDF)
def upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The grantor sends the mandate back, signed with a certificate or by hand."""
    actor = actor_of(request)
    mandate = get_object_or_404(queries.of_grantor(actor), public_id=public_id)
    form = SignedForm(data_of(request), _files(request))
    return _send(request, mandate, form, actor, by_holder=False)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.ASK_MANDATES)
@takes_upload(_WITH_PDF)
def holder_upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A member of the holder sends a scan of what the customer signed by hand."""
    actor = member_actor(request)
    mandate = get_object_or_404(queries.of_holder(actor), public_id=public_id)
    return _send(request, mandate, ScanForm(data_of(request), _files(request)), actor, by_holder=True)


def _send(
    request: HttpRequest, mandate: Mandate, form: SignedForm | ScanForm, actor: Actor, *, by_holder: bool
) -> HttpResponse:
    if form.is_valid():
        way = Way(form.cleaned_data.get("way", Way.PAPER))
        try:
            paper = send_paper(
                mandate=mandate,
                way=way,
                pdf=form.cleaned_data["pdf"],
                actor=actor,
                by_holder=by_holder,
                now=now_of(request),
            )
        except UnableToTakePaper as refusal:
            form.add_error("pdf", explain_taking(refusal))
        else:
            if paper.state == PaperState.RECEIVED:
                wake(paper.pk)
            messages.success(request, _("Thank you: we have the signed mandate. The outcome shows here."))
            return redirect(request.path)
    papers = list(queries.papers_of(mandate, by_holder=by_holder))
    context = {
        "mandate": mandate,
        "form": form,
        "papers": told_sent(papers),
        "can_send": mandate.state in ANSWERABLE and not any(paper.is_open for paper in papers),
    }
    return render(request, f"papers/{'holder_upload' if by_holder else 'upload'}.html", context)


def _files(request: HttpRequest) -> object:
    return request.FILES if request.method == "POST" else None
