"""Pages of the look-up (R4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access.http import actor_of
from portal.access.queries import access_points_for
from portal.identity.codes import Reason
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.limits import client_of
from portal.look_up.forms import CodeForm, LookUpForm
from portal.look_up.operations import UnableToConfirm, confirm, request_look_up
from portal.look_up.tasks import wake
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

CONFIRMED = "look_up"
_PENDING = "look_up_pending"
_WANTS_ACCOUNT = "look_up_wants_account"


@guarded(Guard.PUBLIC)
def start(request: HttpRequest, *, wants_account: bool = False) -> HttpResponse:
    """Ask for EAN and meter number. The answer is the same for every pair."""
    form = LookUpForm(data_of(request))
    if form.is_valid():
        with explained(form, "ean"):
            look_up = request_look_up(
                ean=form.cleaned_data["ean"],
                meter_number=form.cleaned_data["meter_number"],
                language=get_language() or "fr",
                client=client_of(request),
                now=now_of(request),
            )
            wake(look_up.pk)
            request.session[_PENDING] = look_up.pk
            request.session[_WANTS_ACCOUNT] = wants_account
            return redirect("look_up:code")
    context = {"form": form, "wants_account": wants_account}
    return render(request, "look_up/start.html", context, status=status_of(form))


@guarded(Guard.PUBLIC, Trace.CHANGE)
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, and open the history or the sign-up."""
    if _PENDING not in request.session:
        return redirect("look_up:start")
    form = CodeForm(data_of(request))
    if form.is_valid():
        pending = request.session[_PENDING]
        try:
            look_up = confirm(look_up_id=pending, code=form.cleaned_data["code"], now=now_of(request))
        except UnableToConfirm as refusal:
            form.add_error("code", _refused(refusal.reason))
        else:
            request.session.cycle_key()
            del request.session[_PENDING]
            request.session[CONFIRMED] = {"id": look_up.pk, "public_id": str(look_up.public_id)}
            return redirect("look_up:account" if request.session.pop(_WANTS_ACCOUNT, False) else "look_up:history")
    return render(request, "look_up/code.html", {"form": form})


@guarded(Guard.LOOK_UP)
def history(request: HttpRequest) -> HttpResponse:
    """Lead to the access point that the look-up opened."""
    access_point = access_points_for(actor_of(request), now=now_of(request)).first()
    if access_point is None:
        request.session.pop(CONFIRMED, None)
        return redirect("look_up:start")
    return redirect("consumption:history", access_point.public_id)


@guarded(Guard.PUBLIC)
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Close the look-up."""
    request.session.pop(CONFIRMED, None)
    request.session.cycle_key()
    return redirect("pages:home")


def _refused(reason: Reason) -> str:
    if reason is Reason.WRONG:
        return _("Check the code: it is not the one that we sent, or it has not arrived yet")
    if reason is Reason.EXPIRED:
        return _("This code has expired: ask for a new one")
    return _("This code can no longer be used: ask for a new one")
