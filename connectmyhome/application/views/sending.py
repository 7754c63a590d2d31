"""Consent, all answers once more, sending, and what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from connectmyhome.application import operations
from connectmyhome.application.access import application_of
from connectmyhome.application.forms.base import RevisedForm
from connectmyhome.application.forms.sending import ConsentForm
from connectmyhome.application.models import Application
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.overview import Overview, overview_of
from connectmyhome.application.states import ApplicationState
from connectmyhome.application.views.drafts import of_draft
from connectmyhome.application.words import REFUSALS
from portal.identity.http import data_of
from portal.ui import formats
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.APPLICANT, Trace.CHANGE)
@of_draft
def consent(request: HttpRequest, application: Application) -> HttpResponse:
    """Which operators may have which data: one box each."""
    overview = overview_of(application, now=now_of(request))
    if not overview.answered:
        return redirect("application:tasks", application.reference)
    form = _consent_form(request, application, overview)
    if form.is_valid():
        try:
            operations.agree(
                application=application,
                operators=form.chosen,
                language=get_language() or "fr",
                revision=form.cleaned_data["revision"],
                now=now_of(request),
            )
        except UnableToApply as refusal:
            if refusal.code != "changed":
                raise
            form.tell_changed()
        else:
            return redirect("application:check", application.reference)
    return render(request, "application/consent.html", {"application": application, "form": form})


@guarded(Guard.APPLICANT, Trace.CHANGE)
@of_draft
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """All answers, and the button that sends them."""
    form = RevisedForm(data_of(request), application=application)
    if form.is_valid():
        try:
            revision = form.cleaned_data["revision"]
            operations.send(application=application, revision=revision, now=now_of(request))
        except UnableToApply as refusal:
            form.add_error(None, str(REFUSALS[refusal.code]))
        else:
            return redirect("application:sent", application.reference)
    overview = overview_of(application, now=now_of(request))
    return render(
        request, "application/check.html", {"application": application, "overview": overview, "form": form}
    )


@guarded(Guard.APPLICANT, Trace.OWN_ACCOUNT)
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """What happens next, by whom."""
    application = application_of(request, reference)
    if application.state == ApplicationState.DRAFT:
        return redirect("application:tasks", reference)
    overview = overview_of(application, now=now_of(request))
    asked = [one for one in overview.asked if one.agreed]
    return render(request, "application/sent.html", {"application": application, "asked": asked})


def _consent_form(request: HttpRequest, application: Application, overview: Overview) -> ConsentForm:
    return ConsentForm(
        data_of(request),
        application=application,
        asked={one.operator: one.utilities for one in overview.asked},
        labels={
            one.operator: _("%(operator)s may have my application for %(utilities)s")
            % {"operator": one.name, "utilities": one.connects}
            for one in overview.asked
        },
        told={
            one.operator: _("%(operator)s gets: %(data)s.")
            % {"operator": one.name, "data": formats.series(one.gets)}
            for one in overview.asked
        },
        held={one.operator.value for one in overview.asked if one.agreed},
    )
