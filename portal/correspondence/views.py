"""The resident's letters, and the choice between digital and paper."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.access.http import actor_of
from portal.correspondence import queries
from portal.correspondence.composing import document_of
from portal.correspondence.operations import preferences
from portal.correspondence.operations.reading import open_letter
from portal.customers.models import Occupancy
from portal.documents import pdf
from portal.identity.forms import EmailCodeForm
from portal.identity.http import data_of, user_of
from portal.identity.step_up import step_up_required
from portal.identity.words import explain, explained, status_of
from portal.limits import LimitReached, LimitsUnavailable
from portal.ui.forms import Form
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_CODE_SENT = "letters_code_sent"


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The letters of the resident's homes, unread first."""
    actor, now = actor_of(request), now_of(request)
    page = Paginator(queries.letters_for(actor, now=now), 20).get_page(request.GET.get("page"))
    unread = queries.unread_count(actor, now=now)
    return render(request, "correspondence/inbox.html", {"page": page, "unread": unread})


@guarded(Guard.VERIFIED, Trace.DISCLOSURE)
@require_safe
def letter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One letter, as a page. Looking at it marks it read."""
    actor, now = actor_of(request), now_of(request)
    found = get_object_or_404(queries.letters_for(actor, now=now), public_id=public_id)
    open_letter(letter=found, actor=actor, now=now, channel="page")
    return render(request, "correspondence/letter.html", {"letter": found, "document": document_of(found)})


@guarded(Guard.VERIFIED, Trace.DISCLOSURE)
@require_safe
def letter_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One letter, as it is printed."""
    actor, now = actor_of(request), now_of(request)
    found = get_object_or_404(queries.letters_for(actor, now=now), public_id=public_id)
    open_letter(letter=found, actor=actor, now=now, channel="file")
    file = pdf.letter(document_of(found), to=queries.addressee(found).lines, language=found.language)
    name = f"raccord-{found.issued_on.isoformat()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file, content_type="application/pdf", headers=headers)


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """Digital or paper, for each access point where the resident lives."""
    homes = queries.choices_for(actor_of(request), now=now_of(request))
    return render(request, "correspondence/choices.html", {"homes": homes})


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def digital(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """From paper to digital, with a code to the e-mail address unless that was confirmed just now."""
    user, actor, now = user_of(request), actor_of(request), now_of(request)
    occupancy = get_object_or_404(queries.homes_of(actor, now=now), public_id=public_id)
    asks = preferences.needs_code(user, now=now)
    form = EmailCodeForm(data_of(request)) if asks else Form(data_of(request))
    if form.is_valid():
        with explained(form, "code"):
            code = form.cleaned_data.get("code", "")
            preferences.choose_digital(user=user, actor=actor, occupancy=occupancy, code=code, now=now)
            request.session.pop(_CODE_SENT, None)
            messages.success(request, _("From now on your letters about this meter come into the portal."))
            return redirect("correspondence:choices")
    waits = not asks or request.session.get(_CODE_SENT) == user.email
    context = {"form": form, "occupancy": occupancy, "asks": asks, "ready": waits, "email": user.email}
    return render(request, "correspondence/digital.html", context, status=status_of(form))


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
@require_POST
def send_code(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send the code that `digital` asks for."""
    user, now = user_of(request), now_of(request)
    occupancy: Occupancy = get_object_or_404(queries.homes_of(actor_of(request), now=now), public_id=public_id)
    try:
        preferences.send_code(user=user, now=now)
        request.session[_CODE_SENT] = user.email
    except (LimitReached, LimitsUnavailable) as error:
        messages.error(request, explain(error))
    return redirect("correspondence:digital", occupancy.public_id)


@guarded(Guard.VERIFIED, Trace.CHANGE)
def paper(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Back to paper."""
    actor, now = actor_of(request), now_of(request)
    occupancy = get_object_or_404(queries.homes_of(actor, now=now), public_id=public_id)
    if request.method == "POST":
        preferences.back_to_paper(actor=actor, occupancy=occupancy, now=now)
        messages.success(request, _("From now on your letters about this meter come on paper."))
        return redirect("correspondence:choices")
    return render(request, "correspondence/paper.html", {"form": Form(), "occupancy": occupancy})
