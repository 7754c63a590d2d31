"""How the applicant is told of changes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from connectmyhome.application.models import NotifyBy
from connectmyhome.tracking.forms import CodeForm, NotifyForm
from connectmyhome.tracking.operations import contact
from connectmyhome.tracking.views.shared import if_sent, unless_erased
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_MOBILE = "connect_mobile"  # in the session: the number that a code went to


@guarded(Guard.APPLICANT, Trace.CHANGE)
def notify(request: HttpRequest, reference: str) -> HttpResponse:
    """E-mail or SMS; for SMS the number, to which a code goes."""
    application, now = if_sent(request, reference), now_of(request)
    initial = {"notify_by": application.notify_by, "mobile": application.mobile}
    form = NotifyForm(data_of(request), initial=initial)
    if form.is_valid() and form.cleaned_data["notify_by"] == NotifyBy.EMAIL:
        with unless_erased():
            contact.tell_by_email(application=application, now=now)
        messages.success(request, _("From now on we tell you by e-mail."))
        return redirect("tracking:track", reference)
    if form.is_valid():
        with explained(form, "mobile"):
            contact.send_code(application=application, mobile=form.cleaned_data["mobile"], now=now)
            request.session[_MOBILE] = form.cleaned_data["mobile"]
            return redirect("tracking:notify_code", reference)
    context = {"application": application, "form": form}
    return render(request, "tracking/notify.html", context, status=status_of(form))


@guarded(Guard.APPLICANT, Trace.CHANGE)
def notify_code(request: HttpRequest, reference: str) -> HttpResponse:
    """The code from the SMS."""
    application = if_sent(request, reference)
    mobile = request.session.get(_MOBILE, "")
    if not mobile:
        return redirect("tracking:notify", reference)
    form = CodeForm(data_of(request))
    if form.is_valid():
        with explained(form, "code"), unless_erased():
            code = form.cleaned_data["code"]
            contact.tell_by_sms(application=application, mobile=mobile, code=code, now=now_of(request))
            del request.session[_MOBILE]
            messages.success(request, _("From now on we tell you by SMS."))
            return redirect("tracking:track", reference)
    context = {"application": application, "form": form, "ending": mobile[-2:]}
    return render(request, "tracking/notify_code.html", context, status=status_of(form))
