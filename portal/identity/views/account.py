"""The account page, and the changes that start from it."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portal.identity import queries
from portal.identity.forms import (
    ChangePasswordForm,
    EmailCodeForm,
    LanguageForm,
    NewEmailForm,
    NewMobileForm,
    SmsCodeForm,
)
from portal.identity.http import data_of, form_page, user_of
from portal.identity.operations.accounts import (
    change_language,
    confirm_email_change,
    confirm_mobile_change,
    request_email_change,
    request_mobile_change,
)
from portal.identity.operations.passwords import change_password
from portal.identity.operations.sessions import end_other_sessions
from portal.identity.step_up import step_up_required
from portal.identity.words import explained
from portal.primitives.mobile import grouped
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_NEW_EMAIL, _NEW_MOBILE = "new_email", "new_mobile"


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
def account(request: HttpRequest) -> HttpResponse:
    """Everything that the user can see and change of the own account."""
    user = user_of(request)
    context = {
        "account": user,
        "mobile": grouped(user.mobile),
        "factors": queries.second_factors_of(user),
        "sessions": queries.open_sessions_of(user, current_key=request.session.session_key, now=now_of(request)),
        "languages": dict(LanguageForm.base_fields["language"].choices),  # type: ignore[attr-defined]
    }
    return render(request, "identity/account.html", context)


@guarded(Guard.VERIFIED, Trace.CHANGE)
def language(request: HttpRequest) -> HttpResponse:
    """The language of messages; the pages change with it."""
    user = user_of(request)
    form = LanguageForm(data_of(request), initial={"language": user.language})
    if form.is_valid():
        change_language(user=user, language=form.cleaned_data["language"], now=now_of(request))
        with translation.override(user.language):
            messages.success(request, _("From now on we write to you in this language."))
            return redirect("identity:account")
    return form_page(request, "language.html", form)


@guarded(Guard.VERIFIED, Trace.CHANGE)
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session ends."""
    user = user_of(request)
    form = ChangePasswordForm(data_of(request), user=user)
    if form.is_valid():
        given = form.cleaned_data
        with explained(form, "current"):
            change_password(user=user, current=given["current"], new=given["password"], now=now_of(request))
            auth.update_session_auth_hash(request, user)
            messages.success(request, _("Your password is changed. You are signed out everywhere else."))
            return redirect("identity:account")
    return form_page(request, "password.html", form)


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def email(request: HttpRequest) -> HttpResponse:
    """The new e-mail address; a code goes there."""
    form = NewEmailForm(data_of(request))
    if form.is_valid():
        with explained(form, "email"):
            address = form.cleaned_data["email"]
            request_email_change(user=user_of(request), email=address, now=now_of(request))
            request.session[_NEW_EMAIL] = address
            return redirect("identity:confirm_new_email")
    return form_page(request, "email.html", form)


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def confirm_new_email(request: HttpRequest) -> HttpResponse:
    """The code that went to the new address."""
    address = request.session.get(_NEW_EMAIL)
    if address is None:
        return redirect("identity:email")
    form = EmailCodeForm(data_of(request))
    if form.is_valid():
        with explained(form, "code"):
            code = form.cleaned_data["code"]
            confirm_email_change(user=user_of(request), email=address, code=code, now=now_of(request))
            del request.session[_NEW_EMAIL]
            messages.success(request, _("Your e-mail address is changed. Sign in with the new one from now on."))
            return redirect("identity:account")
    return form_page(request, "confirm_contact.html", form, contact=address, back_to="identity:email")


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def mobile(request: HttpRequest) -> HttpResponse:
    """The new mobile number; a code goes there."""
    form = NewMobileForm(data_of(request))
    if form.is_valid():
        with explained(form, "mobile"):
            number = form.cleaned_data["mobile"]
            request_mobile_change(user=user_of(request), mobile=number, now=now_of(request))
            request.session[_NEW_MOBILE] = number
            return redirect("identity:confirm_new_mobile")
    return form_page(request, "mobile.html", form)


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def confirm_new_mobile(request: HttpRequest) -> HttpResponse:
    """The code that went to the new mobile."""
    number = request.session.get(_NEW_MOBILE)
    if number is None:
        return redirect("identity:mobile")
    form = SmsCodeForm(data_of(request))
    if form.is_valid():
        with explained(form, "code"):
            code = form.cleaned_data["code"]
            confirm_mobile_change(user=user_of(request), mobile=number, code=code, now=now_of(request))
            del request.session[_NEW_MOBILE]
            messages.success(request, _("Your mobile number is changed."))
            return redirect("identity:account")
    return form_page(request, "confirm_contact.html", form, contact=grouped(number), back_to="identity:mobile")


@guarded(Guard.VERIFIED, Trace.CHANGE)
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    key = request.session.session_key or ""
    end_other_sessions(user=user_of(request), current_key=key, now=now_of(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("identity:account")
