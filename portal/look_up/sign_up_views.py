"""Pages of the sign-up that follows a confirmed look-up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from portal.identity.http import data_of, onward, start_session, user_of
from portal.identity.words import explained, status_of
from portal.look_up.forms import AccountForm, CodeForm
from portal.look_up.sign_up import UnableToSignUp, confirm_account, link_home, open_account
from portal.look_up.views import CONFIRMED
from portal.ui.forms import Form
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_OPENED = "sign_up"


@guarded(Guard.LOOK_UP, Trace.CHANGE)
@sensitive_post_parameters("password")
def account(request: HttpRequest) -> HttpResponse:
    """E-mail address and password of a new account; a resident who is signed in gets the home added."""
    if CONFIRMED not in request.session:
        return redirect("look_up:sign_up")
    if request.user.is_authenticated:
        return redirect("look_up:add_home")
    look_up_id = request.session[CONFIRMED]["id"]
    form = AccountForm(data_of(request))
    try:
        if form.is_valid():
            with explained(form, "password"):
                user = open_account(
                    look_up_id=look_up_id,
                    language=get_language() or "fr",
                    now=now_of(request),
                    **form.cleaned_data,
                )
                request.session[_OPENED] = {"user": user.pk if user else None, "email": form.cleaned_data["email"]}
                return redirect("look_up:confirm_account")
    except UnableToSignUp as refusal:
        return _refused(request, refusal)
    return render(request, "look_up/account.html", {"form": form}, status=status_of(form))


@guarded(Guard.LOOK_UP, Trace.CHANGE)
def confirm(request: HttpRequest) -> HttpResponse:
    """The code that went to the e-mail address; then the second factor."""
    if CONFIRMED not in request.session or _OPENED not in request.session:
        return redirect("look_up:sign_up")
    opened, look_up_id = request.session[_OPENED], request.session[CONFIRMED]["id"]
    form = CodeForm(data_of(request))
    if form.is_valid():
        try:
            with explained(form, "code"):
                code = form.cleaned_data["code"]
                user = confirm_account(
                    look_up_id=look_up_id, user_id=opened["user"], code=code, now=now_of(request)
                )
                for key in (_OPENED, CONFIRMED):
                    del request.session[key]
                start_session(request, user)
                return redirect(onward(request))
        except UnableToSignUp as refusal:
            return _refused(request, refusal)
    context = {"form": form, "email": opened["email"]}
    return render(request, "look_up/confirm_account.html", context, status=status_of(form))


@guarded(Guard.VERIFIED, Trace.CHANGE)
def add_home(request: HttpRequest) -> HttpResponse:
    """Add the home of the open look-up to the account of a resident who is signed in."""
    if CONFIRMED not in request.session:
        return redirect("look_up:sign_up")
    if request.method != "POST":
        return render(request, "look_up/add_home.html", {"form": Form()})
    look_up_id = request.session.pop(CONFIRMED)["id"]
    try:
        link_home(look_up_id=look_up_id, user=user_of(request), now=now_of(request))
    except UnableToSignUp as refusal:
        return _refused(request, refusal)
    messages.success(request, _("The home now belongs to your account."))
    return redirect("pages:home_resident")


def _refused(request: HttpRequest, refusal: UnableToSignUp) -> HttpResponse:
    if refusal.code == "has_account" and request.user.is_authenticated:
        messages.warning(request, _("This home belongs to another account. Call us if that is not right."))
        return redirect("pages:home_resident")
    if refusal.code == "has_account":
        messages.info(request, _("You have an account already: sign in, or ask for a new password."))
        return redirect("identity:sign_in")
    request.session.pop(CONFIRMED, None)
    messages.info(request, _("The hour in which to open an account has passed: begin again."))
    return redirect("look_up:sign_up")
