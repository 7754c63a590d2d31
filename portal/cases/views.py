"""The desk of the data protection officer."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.access.actor import Actor
from portal.access.http import staff_actor
from portal.audit.models import Span
from portal.cases import queries, usage
from portal.cases.forms import AnswerForm, ReasonForm, UsageForm
from portal.cases.models import Case
from portal.cases.operations import UnableToHandle, finish, is_about, take_in_hand
from portal.cases.states import OPEN, CaseKind
from portal.cases.words import told
from portal.identity.http import data_of
from portal.primitives.period import belgian_day
from portal.ui.forms import Form
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.STAFF, right=Right.HANDLE_CASES)
def desk(request: HttpRequest) -> HttpResponse:
    """The cases that wait, the most urgent first, and one's own finished ones. Says nothing of whose they are."""
    context = {
        "cases": queries.waiting()[:200],
        "finished": queries.finished_by(staff_actor(request))[:20],
        "today": belgian_day(now_of(request)),
    }
    return render(request, "cases/desk.html", context)


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.HANDLE_CASES)
def handle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a case in hand, with a reason; then see what it concerns, and answer."""
    actor, now = staff_actor(request), now_of(request)
    case = get_object_or_404(Case, public_id=public_id)
    own, is_open = is_about(case, actor), case.state in OPEN
    opened = case.handler == actor.id and not own
    form = _form(request, case, opened=opened)
    if is_open and form.is_valid():
        try:
            _move(case, form, actor, now)
        except UnableToHandle as refusal:
            messages.warning(request, _explain(refusal))
        return redirect("cases:handle", public_id)
    context = {
        "case": case,
        "form": form,
        "opened": opened,
        "is_open": is_open,
        "own": own,
        "told": told(case),
        "file": queries.file_of(case) if opened else None,
    }
    return render(request, "cases/case.html", context)


@guarded(Guard.STAFF, right=Right.HANDLE_CASES)
def use(request: HttpRequest) -> HttpResponse:
    """How often which data were shown: the counts of one day, week or month. They tell of nobody."""
    asked = request.GET.get("span", "")
    span = Span(asked) if asked in list(Span) else Span.DAY
    starts = usage.starts(span)
    form = UsageForm(request.GET.get("start", ""), span=span, starts=starts) if starts else None
    rows = usage.rows(span, form.cleaned_data["start"]) if form and form.is_valid() else []
    return render(request, "cases/usage.html", {"span": span, "form": form, "rows": rows})


def _form(request: HttpRequest, case: Case, *, opened: bool) -> Form:
    if opened:
        return AnswerForm(data_of(request), asked=case.kind == CaseKind.NOT_RECOGNISED)
    return ReasonForm(data_of(request))


def _move(case: Case, form: Form, actor: Actor, now: datetime) -> None:
    if isinstance(form, ReasonForm):
        take_in_hand(case=case, actor=actor, purpose=form.cleaned_data["purpose"], now=now)
    else:
        finish(case=case, actor=actor, answer=form.cleaned_data["answer"], now=now)


def _explain(refusal: UnableToHandle) -> str:
    if refusal.code == "own":
        return _("This case is about yourself: a colleague handles it.")
    return _("This case is over, or a colleague has taken it meanwhile.")
