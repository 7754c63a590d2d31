"""The resident's journal: who looked, the same as a file, and what the resident does not recognise (R14)."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render

from portal.access.http import actor_of
from portal.access.journal import Line, lines
from portal.cases.states import CaseKind, due_on
from portal.documents.sheets import SheetFormat
from portal.identity.http import data_of
from portal.identity.step_up import step_up_required
from portal.pages.journal import queries
from portal.pages.journal.forms import DownloadForm, FilterForm, QuestionForm
from portal.pages.journal.operations import ask_about, export_journal
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
def journal(request: HttpRequest) -> HttpResponse:
    """Who saw what of the resident's data, filtered by the query."""
    actor = actor_of(request)
    form = FilterForm(request.GET, actor=actor)
    page = Paginator(queries.lines_about(actor, form.choice), 25).get_page(request.GET.get("page"))
    shown = lines(page.object_list, reader=actor.id)
    asked = queries.questions_about(actor, shown)
    context = {
        "form": form,
        "page": page,
        "lines": [(line, asked.get(line.key)) for line in shown],
        "questions": queries.questions_of(actor)[:5],
        "query": urlencode([(name, value) for name, value in request.GET.items() if name != "page" and value]),
    }
    return render(request, "pages/access_log.html", context)


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def download(request: HttpRequest) -> HttpResponseBase:
    """The lines that the query chooses, as a file."""
    actor, now = actor_of(request), now_of(request)
    chosen, form = FilterForm(request.GET, actor=actor), DownloadForm(data_of(request))
    if form.is_valid() and chosen.is_valid():
        sheet = export_journal(actor=actor, choice=chosen.choice, now=now)
        file_format = SheetFormat(form.cleaned_data["format"])
        return StreamingHttpResponse(
            sheet.chunks(file_format),
            content_type=sheet.content_type(file_format),
            headers={"Content-Disposition": f'attachment; filename="{sheet.file_name(file_format)}"'},
        )
    count = queries.lines_about(actor, chosen.choice).count()
    return render(request, "pages/journal_download.html", {"form": form, "count": count})


@guarded(Guard.VERIFIED, Trace.CHANGE)
def unknown(request: HttpRequest, day: str, key: str) -> HttpResponse:
    """One line of somebody else that the resident does not recognise: ask about it."""
    actor, now = actor_of(request), now_of(request)
    line = _line(request, day, key)
    if case := queries.questions_about(actor, [line]).get(line.key):
        return redirect("pages:question", case.public_id)
    form = QuestionForm(data_of(request))
    if form.is_valid():
        case = ask_about(line=line, words=form.cleaned_data["words"], actor=actor, now=now)
        return redirect("pages:question", case.public_id)
    due = due_on(CaseKind.NOT_RECOGNISED, belgian_day(now))
    return render(request, "pages/journal_unknown.html", {"form": form, "line": line, "due": due})


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
def question(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A question about a line: what happens next and by when, then the answer."""
    actor = actor_of(request)
    case = queries.question_of(actor, public_id)
    if case is None:
        raise Http404
    line = queries.line_of(actor, date.fromisoformat(case.detail["day"]), case.line)
    return render(request, "pages/journal_question.html", {"case": case, "line": line})


def _line(request: HttpRequest, day: str, key: str) -> Line:
    try:
        found = queries.line_of(actor_of(request), date.fromisoformat(day), key)
    except ValueError:
        found = None
    if found is None or not found.questionable:
        raise Http404
    return found
