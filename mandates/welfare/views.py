"""Pages for social welfare offices (R9). None is linked from a public page."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from mandates.welfare import queries, sheet
from mandates.welfare.forms import ConfirmForm, MonthForm, SearchForm
from mandates.welfare.models import Reason
from mandates.welfare.operations.dossiers import open_dossier
from mandates.welfare.operations.look_ups import look_up
from mandates.welfare.operations.oversight import CASE_WITHIN, confirm_cases
from portal.access.http import member_actor
from portal.documents import pdf
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of

_PER_PAGE = 50


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.LOOK_UP_RESIDENTS)
def search(request: HttpRequest) -> HttpResponse:
    """Look up a resident for a case. Where nothing is found, the answer says no more than that."""
    actor, now, form, nothing = member_actor(request), now_of(request), SearchForm(data_of(request)), False
    if form.is_valid():
        with explained(form, "case_reference"):
            made = look_up(
                actor=actor,
                sought=form.sought,
                case_reference=form.cleaned_data["case_reference"],
                reason=Reason(form.cleaned_data["reason"]),
                now=now,
            )
            if made.found:
                return redirect("welfare:dossier", made.public_id)
            nothing = True
    context = {"form": form, "nothing": nothing, "today": queries.open_look_ups(actor, now=now)}
    return render(request, "welfare/search.html", context, status=status_of(form))


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.LOOK_UP_RESIDENTS)
@require_safe
def dossier(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The home that an own look-up of today found, on one page to print."""
    found = open_dossier(actor=member_actor(request), public_id=public_id, channel="page", now=now_of(request))
    return render(request, "welfare/dossier.html", {"dossier": found, "sheet": sheet.sheet(found)})


@guarded(Guard.MEMBER, Trace.DISCLOSURE, right=Right.LOOK_UP_RESIDENTS)
@require_safe
def dossier_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same as a file of class C4."""
    found = open_dossier(actor=member_actor(request), public_id=public_id, channel="file", now=now_of(request))
    file = pdf.report(sheet.document(found), language=get_language() or "fr")
    headers = {"Content-Disposition": f'attachment; filename="raccord-{found.today.isoformat()}.pdf"'}
    return HttpResponse(file, content_type="application/pdf", headers=headers)


@guarded(Guard.MEMBER, Trace.CHANGE, right=Right.SEE_LOOK_UPS)
def report(request: HttpRequest) -> HttpResponse:
    """The office's look-ups of a month, `?month=YYYY-MM`; below, the head confirms the cases that exist."""
    actor, now, organisation = member_actor(request), now_of(request), request.membership.organisation  # type: ignore[attr-defined]
    asked = MonthForm(request.GET)
    chosen: date = asked.cleaned_data["month"] if asked.is_valid() else belgian_day(now)
    month = queries.month_of(chosen)
    found = queries.report_of(organisation, month)
    page = Paginator(found.look_ups, _PER_PAGE).get_page(request.GET.get("page"))
    form = ConfirmForm(data_of(request), offered=[str(each.public_id) for each in page])
    if form.is_valid():
        count = confirm_cases(actor=actor, look_ups=form.cleaned_data["look_up"], now=now)
        words = ngettext("%(count)d case is confirmed.", "%(count)d cases are confirmed.", count)
        messages.success(request, words % {"count": count})
        return redirect(request.get_full_path())
    context = {"report": found, "page": page, "form": form, "own": actor.user_id, "days": CASE_WITHIN.days}
    return render(request, "welfare/report.html", context | _neighbours(month.start, belgian_day(now)))


def _neighbours(month: date, today: date) -> dict[str, date | None]:
    """The months before and after; nothing later than today."""
    later = queries.month_of(month).end
    return {
        "earlier": queries.month_of(month - timedelta(days=1)).start,
        "later": later if later and later <= today else None,
    }
