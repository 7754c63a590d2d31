"""Signing in with two factors, giving the second one again, and signing out."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from portal.identity import queries
from portal.identity.forms import AppCodeForm, RecoveryCodeForm, SignInForm, SmsCodeForm
from portal.identity.http import (
    data_of,
    form_page,
    next_of,
    onward,
    second_factor_given,
    start_session,
    user_of,
    wanted,
    with_next,
)
from portal.identity.operations.second_factors import Method, UnableToSendCode, send_code, verify
from portal.identity.operations.sign_in import identify
from portal.identity.operations.trace import Change
from portal.identity.queries import SecondFactors
from portal.identity.words import explain, explained
from portal.limits import LimitReached, LimitsUnavailable, client_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_FORMS = {Method.APP: AppCodeForm, Method.SMS: SmsCodeForm, Method.RECOVERY: RecoveryCodeForm}


@guarded(Guard.PUBLIC, Trace.CHANGE)
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """E-mail and password. The answer is the same whatever is wrong with them."""
    if request.user.is_authenticated:
        return redirect(onward(request))
    form = SignInForm(data_of(request))
    if form.is_valid():
        with explained(form, "email"):
            user = identify(**form.cleaned_data, client=client_of(request), now=now_of(request))
            start_session(request, user)
            return _send_first_code(request) or redirect(onward(request))
    return form_page(request, "sign_in.html", form, next=next_of(request))


@guarded(Guard.SIGNED_IN, Trace.CHANGE)
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second factor, after e-mail and password."""
    factors = queries.second_factors_of(user_of(request))
    if user_of(request).is_verified() or not (factors.app or factors.sms):  # type: ignore[attr-defined]
        return redirect(onward(request))
    return _ask(request, "identity:second_factor", factors, Change.SIGNED_IN)


@guarded(Guard.VERIFIED, Trace.CHANGE)
def step_up(request: HttpRequest) -> HttpResponse:
    """The second factor once more, before an export or a change of contacts."""
    factors = queries.second_factors_of(user_of(request))
    return _ask(request, "identity:step_up", factors, Change.STEPPED_UP)


@guarded(Guard.SIGNED_IN, Trace.CHANGE)
@require_POST
def send(request: HttpRequest, *, view: str) -> HttpResponse:
    """Send a code to the mobile, and go back to where it is entered."""
    try:
        send_code(user=user_of(request), now=now_of(request))
    except (UnableToSendCode, LimitReached, LimitsUnavailable) as error:
        messages.error(request, explain(error))
        return redirect(with_next(view, next_of(request), method=Method.SMS))
    return redirect(with_next(view, next_of(request), method=Method.SMS, sent="1"))


@guarded(Guard.PUBLIC)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and whatever a look-up opened in it."""
    auth.logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("pages:home")


@guarded(Guard.SIGNED_IN)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Go where the account stands: what it lacks, the second factor, or home. For links from other rooms."""
    return redirect(onward(request))


def _ask(request: HttpRequest, view: str, factors: SecondFactors, change: Change) -> HttpResponse:
    user, method = user_of(request), _method(request, factors)
    form = _FORMS[method](data_of(request))
    if form.is_valid():
        with explained(form, "code"):
            code = form.cleaned_data["code"]
            device = verify(user=user, method=method, code=code, now=now_of(request), change=change)
            second_factor_given(request, device)
            return redirect(wanted(request))
    links = {other: with_next(view, next_of(request), method=other) for other in Method}
    return form_page(
        request,
        "second_factor.html",
        form,
        method=method.value,
        again=change is Change.STEPPED_UP,
        sent=request.method == "POST" or "sent" in request.GET,
        factors=factors,
        links={other.value: link for other, link in links.items()},
        send_url=with_next(f"{view}_send", next_of(request)),
        mobile=queries.masked_mobile(user),
    )


def _method(request: HttpRequest, factors: SecondFactors) -> Method:
    has = {Method.APP: factors.app, Method.SMS: factors.sms, Method.RECOVERY: factors.recovery_codes > 0}
    wanted = request.GET.get("method")
    return next((method for method in Method if has[method] and method == wanted), None) or next(
        (method for method in Method if has[method]), Method.RECOVERY
    )


def _send_first_code(request: HttpRequest) -> HttpResponseBase | None:
    """Whoever has only SMS need not ask for the code."""
    factors = queries.second_factors_of(user_of(request))
    if factors.app or not factors.sms:
        return None
    return send(request, view="identity:second_factor")
