"""Pages that combine domains, and pages that only say something."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.access.http import actor_of
from portal.pages import queries
from portal.pages.forms import LookUpForm
from portal.ui.guards import Guard, Trace, guarded


@guarded(Guard.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """The front door: the look-up form, and the other things to do here."""
    return render(request, "pages/home.html", {"form": LookUpForm()})


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
def home_resident(request: HttpRequest) -> HttpResponse:
    """The resident's home: a card per access point."""
    overview = queries.overview(actor=actor_of(request), now=request.now)  # type: ignore[attr-defined]
    return render(request, "pages/home_resident.html", {"overview": overview})


@guarded(Guard.PUBLIC)
def help_and_contact(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html")


@guarded(Guard.PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@guarded(Guard.PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@guarded(Guard.PUBLIC)
def status(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/status.html")
