"""Completing a new account, and adding, renewing and removing second factors."""

from base64 import b32encode
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.identity import queries
from portal.identity.forms import AppCodeForm, EmailCodeForm, SmsCodeForm
from portal.identity.http import (
    data_of,
    form_page,
    next_of,
    onward,
    second_factor_given,
    user_of,
    wanted,
    with_next,
)
from portal.identity.operations.accounts import confirm_email, send_email_code
from portal.identity.operations.second_factors import (
    Method,
    UnableToRemoveSecondFactor,
    UnableToSendCode,
    confirm_app,
    confirm_sms,
    remove,
    renew_recovery_codes,
    start_app,
    start_sms,
)
from portal.identity.step_up import step_up_required
from portal.identity.words import explain, explained
from portal.limits import LimitReached, LimitsUnavailable
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def enrolling(view: View[P]) -> View[P]:
    """Let in who has no second factor yet, and who gave one just now: a password alone adds none to an account."""

    fresh = step_up_required(view)

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = user_of(request)
        if not queries.has_second_factor(user):
            if user.email_confirmed_at is None:
                return redirect(onward(request))
            return view(request, *args, **kwargs)
        if not user.is_verified():  # type: ignore[attr-defined]
            return redirect(with_next("identity:second_factor", request.get_full_path()))
        return fresh(request, *args, **kwargs)

    return inner


@guarded(Guard.SIGNED_IN, Trace.OWN_ACCOUNT)
def confirm_address(request: HttpRequest) -> HttpResponse:
    """The code that went to the e-mail address of a new account."""
    user = user_of(request)
    if user.email_confirmed_at is not None:
        return redirect(onward(request))
    form = EmailCodeForm(data_of(request))
    if form.is_valid():
        with explained(form, "code"):
            confirm_email(user=user, code=form.cleaned_data["code"], now=now_of(request))
            return redirect(onward(request))
    return form_page(request, "confirm_email.html", form, next=next_of(request))


@guarded(Guard.SIGNED_IN, Trace.CHANGE)
@require_POST
def send_address_code(request: HttpRequest) -> HttpResponse:
    """Another code to the e-mail address of a new account."""
    try:
        send_email_code(user=user_of(request), now=now_of(request))
    except (LimitReached, LimitsUnavailable) as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("A new code is on its way."))
    return redirect(with_next("identity:confirm_email", next_of(request)))


@guarded(Guard.SIGNED_IN, Trace.OWN_ACCOUNT)
@enrolling
def choose(request: HttpRequest) -> HttpResponse:
    """An app or the mobile on file."""
    user, target = user_of(request), next_of(request)
    context = {
        "factors": queries.second_factors_of(user),
        "mobile": queries.masked_mobile(user),
        "app_url": with_next("identity:add_app", target),
        "sms_url": with_next("identity:add_sms", target),
    }
    return render(request, "identity/choose_second_factor.html", context)


@guarded(Guard.SIGNED_IN, Trace.OWN_ACCOUNT)
@enrolling
def add_app(request: HttpRequest) -> HttpResponse:
    """The QR code, and the first code of the app."""
    user = user_of(request)
    form = AppCodeForm(data_of(request))
    if form.is_valid():
        with explained(form, "code"):
            device, codes = confirm_app(user=user, code=form.cleaned_data["code"], now=now_of(request))
            return _added(request, device, codes)
    device = start_app(user=user)
    return form_page(request, "add_app.html", form, qr=_qr(device), secret=_secret(device))


@guarded(Guard.SIGNED_IN, Trace.OWN_ACCOUNT)
@enrolling
def add_sms(request: HttpRequest) -> HttpResponse:
    """The code that went to the mobile on file."""
    user = user_of(request)
    if not user.mobile or queries.second_factors_of(user).sms:
        return redirect(with_next("identity:choose_second_factor", next_of(request)))
    form = SmsCodeForm(data_of(request))
    if form.is_valid():
        with explained(form, "code"):
            device, codes = confirm_sms(user=user, code=form.cleaned_data["code"], now=now_of(request))
            return _added(request, device, codes)
    sent = request.method == "POST" or "sent" in request.GET
    send_url = with_next("identity:add_sms_send", next_of(request))
    return form_page(
        request, "add_sms.html", form, sent=sent, mobile=queries.masked_mobile(user), send_url=send_url
    )


@guarded(Guard.SIGNED_IN, Trace.CHANGE)
@require_POST
@enrolling
def add_sms_send(request: HttpRequest) -> HttpResponse:
    """Send the code that adds the mobile."""
    if not user_of(request).mobile:
        return redirect(with_next("identity:choose_second_factor", next_of(request)))
    try:
        start_sms(user=user_of(request), now=now_of(request))
    except (UnableToSendCode, LimitReached, LimitsUnavailable) as error:
        messages.error(request, explain(error))
        return redirect(with_next("identity:add_sms", next_of(request)))
    return redirect(with_next("identity:add_sms", next_of(request), sent="1"))


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def remove_factor(request: HttpRequest, *, method: str) -> HttpResponse:
    """Ask whether to remove a second factor, and do it."""
    if request.method == "POST":
        try:
            remove(user=user_of(request), method=Method(method), now=now_of(request))
        except UnableToRemoveSecondFactor:
            messages.error(request, _("Add another second factor first: your account needs one"))
        else:
            messages.success(request, _("The second factor is removed."))
        return redirect("identity:account")
    return render(request, "identity/remove_second_factor.html", {"method": method})


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ask whether to make new recovery codes, and show them this once."""
    if request.method == "POST":
        codes = renew_recovery_codes(user=user_of(request), now=now_of(request))
        return _show_codes(request, codes, reverse("identity:account"))
    return render(request, "identity/renew_recovery_codes.html")


def _added(request: HttpRequest, device: Any, codes: list[str]) -> HttpResponse:
    second_factor_given(request, device)
    if codes:
        return _show_codes(request, codes, wanted(request))
    messages.success(request, _("The second factor is added."))
    return redirect(next_of(request) or reverse("identity:account"))


def _show_codes(request: HttpRequest, codes: list[str], onward_url: str) -> HttpResponse:
    return render(request, "identity/recovery_codes.html", {"codes": codes, "onward": onward_url})


def _qr(device: TOTPDevice) -> SafeString:
    svg = segno.make(device.config_url, error="m").svg_inline(
        scale=5, border=2, dark="#000", light="#fff", omitsize=True
    )
    return mark_safe(svg)  # noqa: S308  # drawn by segno; the text is in its squares only


def _secret(device: TOTPDevice) -> str:
    """What to type where no camera reads the square."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
