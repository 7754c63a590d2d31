"""Answering what operators ask, and their offers."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from connectmyhome.application.access import too_often
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.words import REFUSALS
from connectmyhome.legs.models import Leg, Offer
from connectmyhome.legs.moving import UnableToMove
from connectmyhome.legs.operations import offering
from connectmyhome.legs.operations.asking import UnableToAnswer
from connectmyhome.legs.operations.offering import UnableToAnswerOffer
from connectmyhome.tracking import queries
from connectmyhome.tracking.actions import limit_of
from connectmyhome.tracking.forms import AcceptForm, AnswerForm, ReasonForm
from connectmyhome.tracking.operations import answering
from connectmyhome.tracking.views.shared import if_sent
from portal.access.actor import ANONYMOUS
from portal.identity.http import data_of
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of
from portal.ui.uploads import takes_upload, was_too_large
from portal.uploads.documents import MOST_BYTES


@takes_upload(MOST_BYTES + 1_000_000, tells=250 * 1024 * 1024)
@guarded(Guard.APPLICANT, Trace.CHANGE)
def answer(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponse:
    """One question of an operator: words, a document, or both."""
    application = if_sent(request, reference)
    question = get_object_or_404(queries.open_questions(application), public_id=public_id)
    too_large = was_too_large(request)
    refusal = too_often(request, application) if request.FILES else ""
    files = None if refusal else request.FILES or None
    form = AnswerForm(data_of(request), files, question=question, too_large=too_large, refusal=refusal)
    if form.is_valid():
        try:
            answering.answer(
                question=question, text=form.cleaned_data["text"], file=form.sent_file, now=now_of(request)
            )
            messages.success(request, _("Sent to {operator}.").format(operator=question.leg.operator_name))
            return redirect("tracking:track", reference)
        except UnableToApply as refusal:
            form.add_error("file", str(REFUSALS[refusal.code]))
        except (UnableToAnswer, UnableToMove):
            messages.info(request, _("This question was answered or taken back already."))
            return redirect("tracking:track", reference)
    context = {
        "application": application,
        "question": question,
        "form": form,
        "limit": limit_of(question, question.leg),
    }
    return render(request, "tracking/answer.html", context)


@guarded(Guard.APPLICANT, Trace.CHANGE)
def accept(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponse:
    """What is agreed to, until when, and what becomes of the other offers for the same; then the button."""
    application, now = if_sent(request, reference), now_of(request)
    offer = get_object_or_404(queries.open_offers(application), public_id=public_id)
    others = list(queries.alternatives_to(offer))
    form = AcceptForm(data_of(request), others=others)
    if form.is_valid():
        try:
            gone = offering.accept(offer=offer, instead_of=form.given_up, actor=ANONYMOUS, now=now)
            _tell_accepted(request, offer, gone)
        except (UnableToAnswerOffer, UnableToMove):
            messages.error(request, _("This offer does not hold any more."))
        return redirect("tracking:track", reference)
    valid = queries.is_valid(offer, now=now)
    context = {"application": application, "offer": offer, "valid": valid, "others": others, "form": form}
    return render(request, "tracking/accept.html", context)


def _tell_accepted(request: HttpRequest, offer: Offer, withdrawn: Iterable[Leg]) -> None:
    messages.success(request, _("Accepted. {operator} has been told.").format(operator=offer.leg.operator_name))
    for leg in withdrawn:
        messages.success(request, _("Withdrawn. {operator} has been told.").format(operator=leg.operator_name))


@guarded(Guard.APPLICANT, Trace.CHANGE)
def decline(request: HttpRequest, reference: str, public_id: uuid.UUID) -> HttpResponse:
    """Decline an offer, and say why: its operator may make another one."""
    application = if_sent(request, reference)
    offer = get_object_or_404(queries.open_offers(application), public_id=public_id)
    form = ReasonForm(data_of(request))
    if form.is_valid():
        try:
            offering.decline(offer=offer, reason=form.cleaned_data["reason"], actor=ANONYMOUS, now=now_of(request))
            messages.success(
                request, _("Declined. {operator} has been told.").format(operator=offer.leg.operator_name)
            )
        except (UnableToAnswerOffer, UnableToMove):
            messages.error(request, _("This offer does not hold any more."))
        return redirect("tracking:track", reference)
    return render(request, "tracking/decline.html", {"application": application, "offer": offer, "form": form})
