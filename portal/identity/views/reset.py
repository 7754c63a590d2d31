"""A new password for who forgot the former one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from portal.identity.forms import EmailForm, NewPasswordForm
from portal.identity.http import data_of, form_page
from portal.identity.operations.passwords import (
    UnableToResetPassword,
    request_reset,
    reset_password,
    user_of_reset,
)
from portal.identity.words import explained
from portal.limits import client_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_LINK = "password_reset"


@guarded(Guard.PUBLIC, Trace.CHANGE)
def ask(request: HttpRequest) -> HttpResponse:
    """The e-mail address that a link goes to. The answer is the same whether or not it has an account."""
    form = EmailForm(data_of(request))
    if form.is_valid():
        with explained(form, "email"):
            request_reset(
                email=form.cleaned_data["email"],
                language=get_language() or "fr",
                client=client_of(request),
                now=now_of(request),
            )
            return redirect("identity:reset_sent")
    return form_page(request, "reset.html", form)


@guarded(Guard.PUBLIC)
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return render(request, "identity/reset_sent.html")


@guarded(Guard.PUBLIC)
def follow(request: HttpRequest, *, public_id: uuid.UUID, token: str) -> HttpResponse:
    """The link of the mail. It moves into the session, so that the next page's address tells nobody."""
    request.session[_LINK] = [str(public_id), token]
    return redirect("identity:reset_password")


@guarded(Guard.PUBLIC, Trace.CHANGE)
@sensitive_post_parameters()
def choose(request: HttpRequest) -> HttpResponse:
    """The new password."""
    public_id, token = request.session.get(_LINK) or ("", "")
    try:
        user = user_of_reset(public_id=public_id, token=token)
        form = NewPasswordForm(data_of(request), user=user)
        if form.is_valid():
            with explained(form, "password"):
                new = form.cleaned_data["password"]
                reset_password(public_id=public_id, token=token, new=new, now=now_of(request))
                request.session.flush()
                messages.success(request, _("Your password is changed. Sign in with the new one."))
                return redirect("identity:sign_in")
    except UnableToResetPassword:
        return render(request, "identity/reset_expired.html")
    return form_page(request, "reset_password.html", form)
