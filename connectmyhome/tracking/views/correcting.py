"""Correcting an answer of an application that was sent, on the page of its question."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from connectmyhome.application.facts import facts_of
from connectmyhome.application.forms import FORMS
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.operations.correcting import correct as correct_answers
from connectmyhome.application.words import TITLES
from connectmyhome.tracking.correcting import correctable
from connectmyhome.tracking.views.shared import if_sent
from portal.identity.http import data_of
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.APPLICANT, Trace.CHANGE)
def correct(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """One question again; the operators are told."""
    application, now = if_sent(request, reference), now_of(request)
    if slug not in correctable(application):
        raise Http404
    facts = facts_of(application, today=belgian_day(now))
    form = FORMS[slug](data_of(request), application=application, facts=facts)
    if form.is_valid():
        try:
            correct_answers(application=application, answers=form.answers(), revision=form.told_revision, now=now)
            messages.success(request, _("Corrected. The operators have been told."))
            return redirect("tracking:data", reference)
        except UnableToApply:
            form.tell_changed()
    context = {"application": application, "form": form, "question": TITLES[slug]}
    return render(request, "tracking/correct.html", context)
