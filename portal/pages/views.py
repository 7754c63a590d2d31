"""Pages that combine domains, and pages that only say something."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.access.http import actor_of
from portal.customers.queries import is_customer
from portal.identity.http import user_of
from portal.look_up.forms import LookUpForm
from portal.pages import resident
from portal.pages.services import services
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """The front door: the look-up form, and the other things to do here."""
    return render(request, "pages/home.html", {"form": LookUpForm()})


@guarded(Guard.VERIFIED)
def landing(request: HttpRequest) -> HttpResponse:
    """Where somebody begins who acts for an organisation: there, unless the user is a customer too."""
    at_home = is_customer(user_of(request)) or not request.membership  # type: ignore[attr-defined]
    return redirect("pages:home_resident" if at_home else "accounts:organisation")


@guarded(Guard.VERIFIED, Trace.DISCLOSURE)
def home_resident(request: HttpRequest) -> HttpResponse:
    """The resident's home: a card per access point, and who looked lately."""
    home = resident.home(actor=actor_of(request), now=now_of(request))
    return render(request, "pages/home_resident.html", {"home": home})


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
    now = now_of(request)
    return render(request, "pages/status.html", {"services": services(now=now), "now": now})
