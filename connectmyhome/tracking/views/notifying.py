"""How the applicant is told of changes, and where."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from connectmyhome.application.access import let_in
from connectmyhome.application.models import Application, NotifyBy
from connectmyhome.tracking.forms import NotifyForm
from connectmyhome.tracking.operations import contact
from connectmyhome.tracking.views.shared import if_sent, unless_erased
from portal.identity.forms import EmailCodeForm, SmsCodeForm
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.primitives.mobile import grouped
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_CONTACT = "connect_contact"  # in the session: the address or the number that a code went to, by its name


@guarded(Guard.APPLICANT, Trace.CHANGE)
def notify(request: HttpRequest, reference: str) -> HttpResponse:
    """E-mail or SMS, and where; a code goes to a number, and to an address that is new."""
    application, now = if_sent(request, reference), now_of(request)
    known = {"notify_by": application.notify_by, "email": application.email}
    form = NotifyForm(data_of(request), initial=known | {"mobile": grouped(application.mobile)})
    if form.is_valid() and form.contact == {"email": application.email}:
        with unless_erased():
            contact.tell_by_email(application=application, now=now)
        messages.success(request, _told(application))
        return redirect("tracking:track", reference)
    if form.is_valid():
        with explained(form, *form.contact):
            contact.send_code(application=application, now=now, **form.contact)
            request.session[_CONTACT] = form.contact
            return redirect("tracking:notify_code", reference)
    context = {"application": application, "form": form}
    return render(request, "tracking/notify.html", context, status=status_of(form))


@guarded(Guard.APPLICANT, Trace.CHANGE)
def notify_code(request: HttpRequest, reference: str) -> HttpResponse:
    """The code from the e-mail or the SMS."""
    application = if_sent(request, reference)
    new: dict[str, str] = request.session.get(_CONTACT, {})
    if not new:
        return redirect("tracking:notify", reference)
    form = SmsCodeForm(data_of(request)) if "mobile" in new else EmailCodeForm(data_of(request))
    if form.is_valid():
        with explained(form, "code"), unless_erased():
            code = form.cleaned_data["code"]
            contact.confirm(application=application, code=code, now=now_of(request), **new)
            del request.session[_CONTACT]
            let_in(request, application)
            messages.success(request, _told(application))
            return redirect("tracking:track", reference)
    context = {"application": application, "form": form, "email": new.get("email")}
    context["ending"] = new.get("mobile", "")[-2:]
    return render(request, "tracking/notify_code.html", context, status=status_of(form))


def _told(application: Application) -> str:
    if application.notify_by == NotifyBy.SMS:
        return _("From now on we tell you by SMS.")
    return _("From now on we tell you by e-mail.")
