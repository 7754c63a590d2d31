"""Beginning an application, and coming back to one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from connectmyhome.application import operations
from connectmyhome.application.access import let_in
from connectmyhome.application.forms.entry import BeginForm, ResumeForm
from connectmyhome.application.operations import UnableToApply
from connectmyhome.territory.forms import PlotForm
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.limits import client_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_LINK = "application_link"


@guarded(Guard.PUBLIC, Trace.CHANGE)
def begin(request: HttpRequest) -> HttpResponse:
    """An e-mail address; nothing more is needed to begin once the plot is known."""
    told = request.POST if request.method == "POST" else request.GET
    plot = PlotForm(told)
    if (commune := plot.commune_chosen) is None:
        return redirect("territory:plot")
    where = {"postal_code": plot.cleaned_data["postal_code"], "commune": commune.nis}
    form = BeginForm(data_of(request), initial=where)
    if form.is_valid():
        with explained(form, "email"):
            application = operations.begin(
                language=get_language() or "fr",
                email=form.cleaned_data["email"],
                once=form.cleaned_data["once"],
                commune=commune,
                postal_code=where["postal_code"],
                client=client_of(request),
                now=now_of(request),
            )
            let_in(request, application)
            return redirect("application:tasks", application.reference)
    return render(request, "application/begin.html", {"form": form, "commune": commune}, status=status_of(form))


@guarded(Guard.PUBLIC, Trace.CHANGE)
def resume(request: HttpRequest) -> HttpResponse:
    """Ask for a new link. The answer is the same whether or not there is such an application."""
    form = ResumeForm(data_of(request))
    if form.is_valid():
        with explained(form, "email"):
            operations.send_link(
                **form.cleaned_data,
                language=get_language() or "fr",
                client=client_of(request),
                now=now_of(request),
            )
            return redirect("application:resume_sent")
    return render(request, "application/resume.html", {"form": form}, status=status_of(form))


@guarded(Guard.PUBLIC)
def resume_sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return render(request, "application/resume_sent.html")


@guarded(Guard.PUBLIC)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. It moves into the session, so that the next page's address tells nobody; mail scanners
    that open it use nothing up."""
    request.session[_LINK] = token
    return redirect("application:open_link")


@guarded(Guard.PUBLIC, Trace.CHANGE)
def open_link(request: HttpRequest) -> HttpResponse:
    """Open the application, by a button."""
    token = request.session.get(_LINK, "")
    if request.method != "POST" and token:
        return render(request, "application/open.html")
    try:
        application = operations.open_link(token=request.session.pop(_LINK, ""), now=now_of(request))
    except UnableToApply:
        return render(request, "application/link_gone.html")
    request.session.cycle_key()
    let_in(request, application)
    return redirect("application:tasks", application.reference)
