"""What an operator does with a leg: a page for each act, with what follows from it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from connectmyhome.legs.acts import ACTS, Act
from connectmyhome.legs.forms import ActForm
from connectmyhome.legs.models import Leg
from connectmyhome.legs.moving import Refusal, UnableToMove
from connectmyhome.legs.operations import asking
from connectmyhome.legs.refusals import explain, explain_move
from connectmyhome.legs.states import LegState
from connectmyhome.legs.views.shared import leg_of
from portal.access.http import member_actor
from portal.identity.http import data_of
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of
from portal.ui.uploads import takes_upload
from portal.uploads.documents import MOST_BYTES

_WITH_PDF = MOST_BYTES + 2 * 1024 * 1024  # one that is a little too large is told so at its field


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.HANDLE_LEGS)
def act(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    """One act, in what words and by which operation `acts` says."""
    found = ACTS.get(slug)
    if found is None:
        raise Http404
    return _do(request, leg_of(request, public_id), found)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.HANDLE_LEGS)
@takes_upload(_WITH_PDF)
def make_offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """As `act`, with a file."""
    return _do(request, leg_of(request, public_id), ACTS["offer"])


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.HANDLE_LEGS)
def take_back(request: HttpRequest, public_id: UUID, question: UUID) -> HttpResponse:
    """The operator needs no answer any more."""
    leg = leg_of(request, public_id)
    found = get_object_or_404(leg.questions, public_id=question)
    form = ActForm(data_of(request), leg=leg)
    if not form.is_valid():
        return render(request, "legs/take_back.html", {"leg": leg, "question": found, "form": form})
    try:
        asking.take_back(question=found, actor=member_actor(request), now=now_of(request))
    except UnableToMove as refusal:
        return _too_late(request, leg, refusal)
    except asking.UnableToAnswer as refusal:
        messages.warning(request, explain(refusal)[1])
    else:
        messages.success(request, _("The question is taken back."))
    return redirect("legs:leg", leg.public_id)


def _do(request: HttpRequest, leg: Leg, act: Act) -> HttpResponse:
    form = act.form(data_of(request), request.FILES or None, leg=leg)
    if form.is_valid():
        try:
            act.do(leg=leg, actor=member_actor(request), now=now_of(request), **form.cleaned_data)
        except UnableToMove as refusal:
            return _too_late(request, leg, refusal)
        except Refusal as refusal:
            field, sentence = explain(refusal)
            form.add_error(field or next(iter(form.fields)), sentence)
        else:
            messages.success(request, str(act.done))
            return redirect("legs:leg", leg.public_id)
    return render(request, "legs/act.html", {"leg": leg, "act": act, "form": form, "open": act.is_open_to(leg)})


def _too_late(request: HttpRequest, leg: Leg, refusal: UnableToMove) -> HttpResponse:
    messages.warning(request, explain_move(refusal))
    if refusal.state == LegState.WITHDRAWN:
        return redirect("legs:queue")
    return redirect("legs:leg", leg.public_id)
