"""Pages of readings by customers: signed in, or with the code on a letter."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consumption.customer_readings import queries
from consumption.customer_readings.forms import CodeForm, PhotoForm, ReadingForm
from consumption.customer_readings.models import CustomerReading
from consumption.customer_readings.operations import (
    Given,
    UnableToRead,
    add_photo,
    confirm_reading,
    give_reading,
)
from consumption.customer_readings.queries import Home
from consumption.customer_readings.rules import CODE_ALL, CODE_CLIENT
from consumption.customer_readings.words import explain, told_doubts, told_values
from portal.access.actor import Actor, ActorKind
from portal.access.http import actor_of
from portal.correspondence.models import Letter
from portal.correspondence.queries import letter_of_reading_code, reading_request
from portal.identity.http import data_of
from portal.identity.words import explained, status_of
from portal.limits import client_of, take
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of
from portal.ui.uploads import takes_upload
from portal.uploads.images import MOST_BYTES

_LETTER = "reading_letter"  # in the session: the letter whose code was given
_WITH_PHOTO = MOST_BYTES + 2 * 1024 * 1024  # a photo that is a little too large is told so at its field


@guarded(Guard.VERIFIED)
def overview(request: HttpRequest) -> HttpResponse:
    """The resident's meters that can be read, and what became of former readings."""
    actor, now = actor_of(request), now_of(request)
    context = {"homes": queries.homes_for(actor, now=now), "readings": queries.readings_for(actor, now=now)[:20]}
    return render(request, "customer_readings/overview.html", context)


@guarded(Guard.VERIFIED, Trace.CHANGE)
def home(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The reading of one of the resident's meters."""
    found = queries.home_for(actor_of(request), public_id, now=now_of(request))
    if found is None:
        raise Http404
    return _give(request, found, actor_of(request))


@guarded(Guard.PUBLIC, Trace.CHANGE)
def code(request: HttpRequest) -> HttpResponse:
    """Take the code on a letter."""
    form = CodeForm(data_of(request))
    if form.is_valid():
        with explained(form, "code"):
            letter = _take_code(request, form.cleaned_data["code"])
            if letter is not None:
                return redirect("customer_readings:by_letter")
            form.add_error("code", _("Check the code: it is wrong, or the time for it is over"))
    return render(request, "customer_readings/code.html", {"form": form}, status=status_of(form))


@guarded(Guard.PUBLIC, Trace.CHANGE)
def short(request: HttpRequest, typed: str) -> HttpResponse:
    """The address printed on a letter: opens the page in the letter's language."""
    form = CodeForm({"code": typed})
    with explained(form, "code"):
        letter = _take_code(request, typed)
        if letter is not None:
            with translation.override(letter.language):
                return redirect("customer_readings:by_letter")
        form.add_error("code", _("Check the code: it is wrong, or the time for it is over"))
    context = {"form": form, "action": reverse("customer_readings:code")}
    return render(request, "customer_readings/code.html", context, status=status_of(form))


@guarded(Guard.PUBLIC, Trace.CHANGE)
def by_letter(request: HttpRequest) -> HttpResponse:
    """The reading that a letter asked for, for who gave its code."""
    letter = _letter_of(request)
    found = queries.home_of_letter(letter, now=now_of(request)) if letter else None
    if letter is None or found is None:
        return redirect("customer_readings:code")
    return _give(request, found, Actor(ActorKind.LOOK_UP, id=str(letter.public_id)))


@guarded(Guard.PUBLIC, Trace.CHANGE)
@takes_upload(_WITH_PHOTO)
def reading(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was given, what is odd about it, and a photo if the customer likes."""
    found, by_code = _own_reading(request, public_id)
    form = PhotoForm(data_of(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        add_photo(reading=found, photo=form.cleaned_data["photo"])
        messages.success(request, _("Thank you: the photo is with the reading."))
        return redirect("customer_readings:reading", public_id)
    home_path = reverse("customer_readings:home", args=[found.occupancy.access_point.public_id])
    context = {
        "reading": found,
        "values": told_values(found),
        "doubts": told_doubts(found),
        "form": form,
        "has_photo": CustomerReading.objects.filter(pk=found.pk, photo__isnull=False).exists(),
        "by_code": by_code,
        "correct": reverse("customer_readings:by_letter") if by_code else home_path,
    }
    return render(request, "customer_readings/reading.html", context)


@guarded(Guard.PUBLIC, Trace.CHANGE)
@require_POST
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The customer stands by an implausible reading."""
    found, _by_code = _own_reading(request, public_id)
    confirm_reading(reading=found, now=now_of(request))
    return redirect("customer_readings:reading", public_id)


def _give(request: HttpRequest, found: Home, actor: Actor) -> HttpResponse:
    now, labelled = now_of(request), queries.labelled(found.meter)
    earliest = max(found.occupancy.start, found.meter.installed_on)
    form = ReadingForm(data_of(request), registers=labelled, earliest=earliest, today=belgian_day(now))
    if form.is_valid():
        given = Given(form.values, form.cleaned_data["day"], form.sent_token)
        try:
            made = give_reading(
                occupancy=found.occupancy,
                meter=found.meter,
                given=given,
                actor=actor,
                letter=found.request,
                now=now,
            )
        except UnableToRead as refusal:
            form.add_error("day", explain(refusal))
        else:
            return redirect("customer_readings:reading", made.public_id)
    counters = [(form[form.names[register.obis]], register) for register, _label in labelled]
    context = {"home": found, "form": form, "counters": counters, "by_code": actor.kind is ActorKind.LOOK_UP}
    return render(request, "customer_readings/give.html", context)


def _take_code(request: HttpRequest, typed: str) -> Letter | None:
    take((CODE_CLIENT, client_of(request)), (CODE_ALL, ""))
    letter = letter_of_reading_code(typed, now=now_of(request))
    if letter is not None:
        request.session[_LETTER] = str(letter.public_id)
    return letter


def _letter_of(request: HttpRequest) -> Letter | None:
    kept = request.session.get(_LETTER)
    return reading_request(UUID(kept), now=now_of(request)) if kept else None


def _own_reading(request: HttpRequest, public_id: UUID) -> tuple[CustomerReading, bool]:
    """Of the resident who is signed in, or (True) of the letter whose code was given; 404 for anybody else's."""
    actor = actor_of(request)
    if actor.kind is ActorKind.RESIDENT:
        mine = queries.readings_for(actor, now=now_of(request)).filter(public_id=public_id).first()
        if mine is not None:
            return mine, False
    letter = _letter_of(request)
    if letter is None:
        raise Http404
    return get_object_or_404(queries.readings_of_letter(letter), public_id=public_id), True
