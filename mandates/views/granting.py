"""A resident grants a mandate, or answers a request: choose, read the exact paper, confirm with a code."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mandates import document, queries
from mandates.forms.signing import SignForm
from mandates.forms.terms import GrantForm, initial_of
from mandates.models import Mandate
from mandates.operations import confirming, preparing
from mandates.operations.moving import UnableToMove
from mandates.operations.preparing import UnableToPrepare
from mandates.operations.signing import UnableToAccept
from mandates.refusals import explain
from mandates.states import ANSWERABLE, Mover
from mandates.terms import Terms, from_json, still_possible, terms_of
from mandates.views.shown import for_grantor
from portal.access.http import actor_of
from portal.identity.http import data_of, user_of
from portal.identity.step_up import step_up_required
from portal.identity.words import explain as explain_limit
from portal.identity.words import explained, status_of
from portal.limits import LimitReached, LimitsUnavailable
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_CODE_SENT = "mandate_code_sent"


@guarded(Guard.VERIFIED, Trace.OWN_ACCOUNT)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """To whom: admitted organisations by name or enterprise number."""
    text = " ".join(request.GET.get("q", "").split())[:80]
    found = queries.holders_called(text) if text else []
    can_grant = queries.homes_to_lend(actor_of(request), now=now_of(request)).exists()
    context = {"text": text, "found": found, "least": queries.LEAST_LETTERS, "can_grant": can_grant}
    return render(request, "mandates/choose.html", context)


@guarded(Guard.VERIFIED, Trace.CHANGE)
def grant(request: HttpRequest, holder_id: uuid.UUID) -> HttpResponse:
    """Which data, of which homes, how fine, what for, until when: a draft."""
    actor, now = actor_of(request), now_of(request)
    holder = get_object_or_404(queries.holders(), public_id=holder_id)
    homes = list(queries.homes_to_lend(actor, now=now))
    form = GrantForm(data_of(request), homes=homes, today=belgian_day(now))
    if form.is_valid():
        try:
            made = preparing.draft(
                actor=actor,
                holder=holder,
                occupancies=form.chosen,
                terms=form.terms,
                language=get_language() or "fr",
                now=now,
            )
            return redirect("mandates:sign", made.public_id)
        except UnableToPrepare as refusal:
            form.add_error(None, explain(refusal))
    return render(request, "mandates/grant.html", {"form": form, "holder": holder, "homes": homes})


@guarded(Guard.VERIFIED, Trace.CHANGE)
def terms(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a draft; answer a request with less than was asked for."""
    actor, now = actor_of(request), now_of(request)
    found = _answerable(request, public_id)
    homes, asked = list(queries.homes_asked_for(found, actor, now=now)), _asked(found)
    initial = initial_of(asked or terms_of(found), today=belgian_day(now), homes=homes)
    form = GrantForm(data_of(request), homes=homes, asked=asked, initial=initial, today=belgian_day(now))
    if form.is_valid():
        try:
            preparing.prepare(
                mandate=found,
                occupancies=form.chosen,
                terms=form.terms,
                language=get_language() or "fr",
                now=now,
            )
            return redirect("mandates:sign", public_id)
        except (UnableToPrepare, UnableToMove) as refusal:
            form.add_error(None, explain(refusal))
    context = {"form": form, "holder": found.holder, "mandate": found, "homes": homes}
    return render(request, "mandates/grant.html", context)


@guarded(Guard.VERIFIED, Trace.CHANGE)
@require_POST
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Answer a request as it was asked for: the paper is made, and waits to be read and confirmed."""
    actor, now = actor_of(request), now_of(request)
    found = get_object_or_404(queries.requests_to(actor), public_id=public_id)
    try:
        preparing.prepare(
            mandate=found,
            occupancies=list(queries.homes_asked_for(found, actor, now=now)),
            terms=still_possible(from_json(found.asked), today=belgian_day(now)),
            language=get_language() or "fr",
            now=now,
        )
    except (UnableToPrepare, UnableToMove) as refusal:
        messages.warning(request, explain(refusal))
        return redirect("mandates:mandate", public_id)
    return redirect("mandates:sign", public_id)


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
def sign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Read the exact paper, and confirm it with the code that is good for this paper only."""
    user, now, found = user_of(request), now_of(request), _answerable(request, public_id)
    paper = get_object_or_404(queries.papers(), mandate=found)
    form = SignForm(data_of(request), initial={"sha256": paper.sha256})
    if form.is_valid():
        factor = request.user.otp_device.persistent_id.partition("/")[0]  # type: ignore[union-attr]
        try:
            with explained(form, "code"):
                confirming.sign(
                    user=user, actor=actor_of(request), mandate=found, factor=factor, now=now, **form.cleaned_data
                )
                messages.success(request, _("Signed. It counts as soon as it bears our seal, in a minute or so."))
                return redirect("mandates:mandate", public_id)
        except (UnableToAccept, UnableToMove) as refusal:
            messages.warning(request, explain(refusal))
            return redirect("mandates:mandate", public_id)
    context = {
        "form": form,
        "shown": for_grantor(found, now=now),
        "mandate": found,
        "document": document.read_again(found, paper),
        "paper": paper,
        "sent": request.session.get(_CODE_SENT) == paper.sha256,
        "channel": confirming.channel_for(user),
    }
    return render(request, "mandates/sign.html", context, status=status_of(form))


@guarded(Guard.VERIFIED, Trace.CHANGE)
@step_up_required
@require_POST
def send_code(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send the code that `sign` asks for."""
    found = _answerable(request, public_id)
    paper = get_object_or_404(queries.papers(), mandate=found)
    try:
        confirming.send_code(user=user_of(request), mandate=found, sha256=paper.sha256, now=now_of(request))
        request.session[_CODE_SENT] = paper.sha256
    except (LimitReached, LimitsUnavailable) as error:
        messages.error(request, explain_limit(error))
    return redirect("mandates:sign", public_id)


def _answerable(request: HttpRequest, public_id: uuid.UUID) -> Mandate:
    found: Mandate = get_object_or_404(
        queries.granted_by(actor_of(request)).filter(state__in=ANSWERABLE), public_id=public_id
    )
    return found


def _asked(mandate: Mandate) -> Terms | None:
    return from_json(mandate.asked) if mandate.begun_by == Mover.HOLDER else None
