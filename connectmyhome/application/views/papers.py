"""The files of an application: one kind a page."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from connectmyhome.application import operations
from connectmyhome.application.access import too_often
from connectmyhome.application.answers import AttachmentKind
from connectmyhome.application.facts import facts_of
from connectmyhome.application.forms.sending import AttachForm
from connectmyhome.application.models import Application
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.overview import papers_of
from connectmyhome.application.views.drafts import of_draft
from connectmyhome.application.words import REFUSALS
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of
from portal.ui.uploads import takes_upload
from portal.uploads.documents import MOST_BYTES

_WITH_FILE = MOST_BYTES + 2 * 1024 * 1024  # one that is a little too large is told so at its field
_READ_PAST = 300 * 1024 * 1024  # and so is one that is far too large


@guarded(Guard.APPLICANT, Trace.OWN_ACCOUNT)
@of_draft
def documents(request: HttpRequest, application: Application) -> HttpResponse:
    """Which files are asked for, and which are there."""
    papers = list(papers_of(application, facts_of(application, today=belgian_day(now_of(request)))))
    return render(request, "application/documents.html", {"application": application, "papers": papers})


@guarded(Guard.APPLICANT, Trace.CHANGE)
@takes_upload(_WITH_FILE, tells=_READ_PAST)
@of_draft
def attach(request: HttpRequest, application: Application, kind: str) -> HttpResponse:
    """One more file of this kind."""
    facts = facts_of(application, today=belgian_day(now_of(request)))
    paper = next((each for each in papers_of(application, facts) if each.kind == kind), None)
    if paper is None:
        raise Http404
    form = AttachForm(request, refusal=too_often(request, application))
    if form.is_valid():
        try:
            operations.attach(
                application=application,
                kind=AttachmentKind(kind),
                checked=form.cleaned_data["file"],
                name=form.name,
                now=now_of(request),
            )
        except UnableToApply as refusal:
            form.add_error("file", str(REFUSALS[refusal.code]))
        else:
            messages.success(request, _("The file is there."))
            return redirect("application:documents", application.reference)
    return render(request, "application/attach.html", {"application": application, "paper": paper, "form": form})


@guarded(Guard.APPLICANT, Trace.CHANGE)
@require_POST
@of_draft
def remove(request: HttpRequest, application: Application, public_id: UUID) -> HttpResponse:
    """Take a file out."""
    attachment = get_object_or_404(application.attachments.defer("content"), public_id=public_id)
    operations.remove_attachment(application=application, attachment=attachment, now=now_of(request))
    messages.success(request, _("The file is removed."))
    return redirect("application:documents", application.reference)
