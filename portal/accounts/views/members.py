"""The pages of an organisation's own: where its people begin, and for which one they act."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.accounts import organisation_menu
from portal.accounts.middleware import ACTS_FOR
from portal.ui.guards import Guard, Right, guarded


@guarded(Guard.MEMBER, right=Right.ACT_FOR)
def start(request: HttpRequest) -> HttpResponse:
    """Where somebody begins who acts for an organisation: the pages that the role opens."""
    context = {
        "organisation": request.membership.organisation,  # type: ignore[attr-defined]
        "links": organisation_menu.links(request),
    }
    return render(request, "accounts/organisation_start.html", context)


@guarded(Guard.MEMBER, right=Right.ACT_FOR)
def choose(request: HttpRequest) -> HttpResponse:
    """For which of the own organisations to act, until the session ends."""
    memberships = request.memberships  # type: ignore[attr-defined]
    if request.method == "POST":
        own = {str(each.organisation.public_id) for each in memberships}
        if (chosen := request.POST.get("organisation", "")) not in own:
            raise Http404
        request.session[ACTS_FOR] = chosen
        return redirect("accounts:organisation")
    context = {"memberships": memberships, "current": request.membership}  # type: ignore[attr-defined]
    return render(request, "accounts/choose.html", context)
