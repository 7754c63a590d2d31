"""The desk's pages of signed papers that a person has to judge (R8, R15)."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from mandates.papers import queries
from mandates.papers.forms import DecisionForm, ReasonForm
from mandates.papers.models import SignedPaper
from mandates.papers.operations import Decision, UnableToJudge, decide, open_paper
from mandates.papers.words import explain_judging, told_findings
from mandates.views.shown import for_reviewer
from portal.access.actor import Actor
from portal.access.http import staff_actor
from portal.identity.http import data_of
from portal.ui.forms import Form
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of
from portal.uploads import limited
from portal.uploads.rendering import picture


@guarded(Guard.STAFF, right=Right.REVIEW_MANDATES)
def waiting(request: HttpRequest) -> HttpResponse:
    """Papers that wait, the oldest first. Says nothing of whose they are."""
    return render(request, "papers/desk.html", {"papers": queries.waiting(staff_actor(request))[:100]})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.REVIEW_MANDATES)
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a paper in hand, with a reason; then see it with what was found, and decide."""
    actor, now = staff_actor(request), now_of(request)
    paper = get_object_or_404(queries.for_reviewer(actor), public_id=public_id)
    opened = paper.is_with_people and paper.handler == actor.id
    form = (DecisionForm if opened else ReasonForm)(data_of(request))
    if paper.is_with_people and form.is_valid():
        try:
            _move(paper, form, actor, now)
        except UnableToJudge as refusal:
            messages.warning(request, explain_judging(refusal))
            return redirect("papers:desk")
        return redirect("papers:desk" if opened else reverse("papers:review", args=[public_id]))
    context: dict[str, object] = {"paper": paper, "form": form, "opened": opened}
    if opened:
        context |= {"findings": told_findings(paper), "again": queries.sent_before(paper)}
        context |= {"shown": for_reviewer(paper.mandate, now=now)}
    return render(request, "papers/review.html", context)


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.REVIEW_MANDATES)
def page(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One page as a picture, for who has the paper in hand: the file itself never reaches the reader's machine."""
    paper = _opened(request, public_id)
    if not 1 <= number <= paper.pages:
        raise Http404
    try:
        drawn = picture(bytes(paper.content or b""), number)
    except limited.Gone as error:
        raise Http404 from error
    return HttpResponse(drawn, content_type="image/png")


def _opened(request: HttpRequest, public_id: UUID) -> SignedPaper:
    actor = staff_actor(request)
    mine = queries.waiting(actor).filter(handler=actor.id).defer(None)
    return get_object_or_404(mine, public_id=public_id)


def _move(paper: SignedPaper, form: Form, actor: Actor, now: datetime) -> None:
    if isinstance(form, ReasonForm):
        open_paper(paper=paper, actor=actor, purpose=form.cleaned_data["purpose"], now=now)
        return
    told = form.cleaned_data
    decision = Decision(told["decision"] == "accept", told["reason"], told["note"])
    decide(paper=paper, decision=decision, actor=actor, now=now)
