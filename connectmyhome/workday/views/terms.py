"""Legal terms of connections, for staff: what holds, what held, and where it is written."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from connectmyhome.legs.clocks import Unit
from connectmyhome.legs.models import Term
from connectmyhome.legs.terms.operations import UnableToChangeTerm, end_term, set_term
from connectmyhome.legs.terms.queries import history
from connectmyhome.territory.forms import EndForm
from connectmyhome.territory.models import UtilityChoices
from connectmyhome.workday.forms import TermForm
from portal.identity.http import data_of, user_of
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.COORDINATE_CONNECTIONS)
def terms(request: HttpRequest) -> HttpResponse:
    """All terms, and a further one."""
    form = TermForm(data_of(request))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("road_works", "days", "source", "start")}
        unit, by = Unit(form.cleaned_data["unit"]), str(user_of(request).public_id)
        try:
            set_term(utility=form.chosen_utility, unit=unit, by=by, now=now_of(request), **told)
        except UnableToChangeTerm:
            form.add_error("start", _("Enter a day after the first day of the term that holds now."))
        else:
            messages.success(request, _("The term is recorded. It counts from its first day."))
            return redirect("workday:terms")
    rows = [(UtilityChoices(utility).label, found) for utility, found in history().items()]
    return render(request, "workday/terms.html", {"form": form, "history": rows})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.COORDINATE_CONNECTIONS)
def end(request: HttpRequest, term: int) -> HttpResponse:
    """Let a term end: a page of its own, with one question."""
    found = get_object_or_404(Term, pk=term, end__isnull=True)
    form = EndForm(data_of(request))
    if form.is_valid():
        day, by = form.cleaned_data["end"], str(user_of(request).public_id)
        try:
            end_term(term=found, end=day, by=by, now=now_of(request))
        except UnableToChangeTerm:
            form.add_error("end", _("Enter a day after its first day."))
        else:
            return redirect("workday:terms")
    return render(request, "workday/term_end.html", {"form": form, "term": found})
