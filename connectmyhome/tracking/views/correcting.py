"""Correcting answers of an application that was sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.operations.correcting import correct as correct_answers
from connectmyhome.tracking.correcting import CorrectForm
from connectmyhome.tracking.views.shared import if_sent
from portal.identity.http import data_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.APPLICANT, Trace.CHANGE)
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """What may still be corrected; the operators are told."""
    application = if_sent(request, reference)
    form = CorrectForm(data_of(request), application=application)
    if form.is_valid():
        try:
            correct_answers(
                application=application, answers=form.corrected, revision=form.seen_revision, now=now_of(request)
            )
            messages.success(request, _("Corrected. The operators have been told."))
            return redirect("tracking:data", reference)
        except UnableToApply:
            form.add_error(None, _("Something was changed elsewhere meanwhile: look at the answers again"))
    return render(request, "tracking/correct.html", {"application": application, "form": form})
