"""What the views of identity share: sessions, the way back, and who is here."""

import re
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

import django_otp
from django import forms
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp.middleware import is_verified

from portal.identity import queries
from portal.identity.models import User
from portal.identity.sessions import SIGNED_IN_AT
from portal.identity.words import status_of
from portal.ui.middleware import now_of
from portal.ui.navigation import landing

VERIFIED_AT = "verified_at"  # seconds since 1970: when a second factor was last given
_AGENT = "agent"

# The first mark that a User-Agent bears tells; Edge also says Chrome, and Chrome also says Safari.
_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def data_of(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the fields of a POST, even when there are none."""
    return request.POST if request.method == "POST" else None


def user_of(request: HttpRequest) -> User:
    """The signed-in user, for views whose guard lets nobody else in."""
    return cast("User", request.user)


def start_session(request: HttpRequest, user: User) -> None:
    """Sign `user` in with the first factor, under a new session key."""
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SIGNED_IN_AT] = int(now_of(request).timestamp())
    # What django-otp's middleware does for a user who was signed in before this request.
    user.otp_device = None  # type: ignore[attr-defined]
    user.is_verified = partial(is_verified, user)  # type: ignore[attr-defined]
    request.session[_AGENT] = agent_of(request.META.get("HTTP_USER_AGENT", ""))


def second_factor_given(request: HttpRequest, device: Any) -> None:
    """Mark the session as verified by `device`, under a new session key."""
    django_otp.login(request, device)
    request.session[VERIFIED_AT] = int(now_of(request).timestamp())
    request.session.cycle_key()


def agent_of(header: str) -> str:
    """A browser and its system in a few words that its owner recognises: "Firefox · Android"."""
    found = [next((name for mark, name in marks.items() if mark in header), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name)


def next_of(request: HttpRequest) -> str:
    """Where the visitor wanted to go: a path of this portal, or ""."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed and re.match(r"/[^/\\]|/$", target) else ""


def with_next(view: str, target: str, **query: str) -> str:
    """The URL of `view`, bearing where to go after it."""
    query = {**query, "next": target} if target else query
    return reverse(view) + (f"?{urlencode(query)}" if query else "")


def onward(request: HttpRequest) -> str:
    """Where a signed-in user goes now: what the account still lacks, the second factor, or the wanted page."""
    user, target = user_of(request), next_of(request)
    if not queries.has_second_factor(user):
        lacks = "choose_second_factor" if user.email_confirmed_at else "confirm_email"
        return with_next(f"identity:{lacks}", target)
    if not user.is_verified():  # type: ignore[attr-defined]
        return with_next("identity:second_factor", target)
    return wanted(request)


def wanted(request: HttpRequest) -> str:
    """The page that a verified user wanted; without one, where the user begins."""
    return next_of(request) or landing(request)


def form_page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """A page with one form, with the status that its refusal asks for."""
    return render(request, f"identity/{template}", {"form": form, **context}, status=status_of(form))
