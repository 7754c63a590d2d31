"""The rights of the person: see, take along, erase; and what became of an erasure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from connectmyhome.application.access import application_of
from connectmyhome.application.states import ApplicationState
from connectmyhome.legs.queries import legs_of_application
from connectmyhome.tracking import queries
from connectmyhome.tracking.correcting import correctable
from connectmyhome.tracking.operations import erasing, exporting
from connectmyhome.tracking.record import held_about
from connectmyhome.tracking.retention import queries as retention
from portal.primitives.period import belgian_day
from portal.ui.forms import Form
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_TYPES = {exporting.Form.JSON: "application/json", exporting.Form.PDF: "application/pdf"}


@guarded(Guard.APPLICANT, Trace.OWN_ACCOUNT)
@require_safe
def data(request: HttpRequest, reference: str) -> HttpResponse:
    """All that is held, who looked, and how long it stays."""
    application, now = application_of(request, reference), now_of(request)
    held, today = held_about(application, now=now), belgian_day(now)
    context = {
        "application": application,
        "held": held,
        "correctable": correctable(application),
        "keepings": retention.together(
            [*retention.of_application(held.legs, today=today), *retention.of_offers(held.legs, today=today)]
        ),
        "erasures": queries.erasures_of(application),
    }
    return render(request, "tracking/data.html", context)


@guarded(Guard.APPLICANT, Trace.DISCLOSURE)
@require_safe
def export(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """As JSON for a program, or as PDF to keep."""
    application = application_of(request, reference)
    if form not in set(exporting.Form):
        raise Http404
    wanted = exporting.Form(form)
    content = exporting.export(
        application=application, form=wanted, language=get_language() or "fr", now=now_of(request)
    )
    headers = {"Content-Disposition": f'attachment; filename="raccord-{application.reference}-C4.{wanted}"'}
    return HttpResponse(content, content_type=_TYPES[wanted], headers=headers)


@guarded(Guard.APPLICANT, Trace.CHANGE)
def erase(request: HttpRequest, reference: str) -> HttpResponse:
    """What goes, what has to stay and until when; then the button. Pressed twice, it says the same again."""
    application, now = application_of(request, reference, or_erased=True), now_of(request)
    if request.method == "POST":
        erasing.erase_at_request(application=application, now=now)
    if application.state == ApplicationState.ERASED:
        return redirect("tracking:erased", erasing.token_of(application))
    legs = list(legs_of_application(application))
    context = {
        "application": application,
        "running": list(queries.open_legs(application)),
        "kept": retention.together(retention.of_offers(legs, today=belgian_day(now))),
        "form": Form(),
    }
    return render(request, "tracking/erase.html", context)


@guarded(Guard.PUBLIC)
@require_safe
def erased(request: HttpRequest, token: str) -> HttpResponse:
    """What each operator did about an erasure. Nothing of the person is in it."""
    application = erasing.erased_by(token)
    if application is None:
        raise Http404
    kept = retention.of_offers(legs_of_application(application), today=belgian_day(now_of(request)))
    context = {
        "application": application,
        "kept": retention.together(kept),
        "erasures": queries.erasures_of(application),
    }
    return render(request, "tracking/erased.html", context)
