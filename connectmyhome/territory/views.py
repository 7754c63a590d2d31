"""Who connects a plot, for everybody; the operators of a commune, for staff."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from connectmyhome.territory import operations, queries
from connectmyhome.territory.forms import DesignateForm, EndForm, PlotForm
from connectmyhome.territory.models import Commune, Designation
from connectmyhome.territory.operations import UnableToDesignate
from portal.identity.http import data_of, user_of
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Right, Trace, guarded
from portal.ui.middleware import now_of


@guarded(Guard.PUBLIC)
def plot(request: HttpRequest) -> HttpResponse:
    """The postal code, the commune where it needs asking, and who connects what there."""
    form = PlotForm(request.GET if "postal_code" in request.GET else None)
    commune = form.commune_chosen
    serving = queries.who_serves(commune, on=belgian_day(now_of(request))) if commune else []
    return render(request, "territory/plot.html", {"form": form, "commune": commune, "serving": serving})


@guarded(Guard.STAFF, right=Right.EDIT_TERRITORY)
def communes(request: HttpRequest) -> HttpResponse:
    """All communes, by name."""
    found = Commune.objects.all()
    if wanted := request.GET.get("name", "").strip():
        found = found.filter(name__icontains=wanted)
    return render(request, "territory/communes.html", {"communes": found, "wanted": wanted})


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.EDIT_TERRITORY)
def commune(request: HttpRequest, nis: str) -> HttpResponse:
    """One commune: its operators today and before, and a further one."""
    found, now = get_object_or_404(Commune, nis=nis), now_of(request)
    form = DesignateForm(data_of(request))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("operator", "partly", "source", "start")}
        try:
            operations.designate(
                commune=found, utility=form.chosen_utility, by=str(user_of(request).public_id), now=now, **told
            )
        except UnableToDesignate as refusal:
            form.add_error("operator", _explain(refusal))
        else:
            messages.success(request, _("Recorded. It counts from its first day."))
            return redirect("territory:commune", nis)
    context = {"commune": found, "form": form, "history": queries.history(found), "today": belgian_day(now)}
    return render(request, "territory/commune.html", context)


@guarded(Guard.STAFF, Trace.CHANGE, right=Right.EDIT_TERRITORY)
def end(request: HttpRequest, nis: str, designation: int) -> HttpResponse:
    """Let a designation end: a page of its own, with one question."""
    found = get_object_or_404(Designation, pk=designation, commune_id=nis, end__isnull=True)
    form = EndForm(data_of(request))
    if form.is_valid():
        try:
            operations.end_designation(
                designation=found,
                end=form.cleaned_data["end"],
                by=str(user_of(request).public_id),
                now=now_of(request),
            )
        except UnableToDesignate as refusal:
            form.add_error("end", _explain(refusal))
        else:
            return redirect("territory:commune", nis)
    return render(request, "territory/end.html", {"form": form, "designation": found, "commune": found.commune})


def _explain(refusal: UnableToDesignate) -> str:
    return {
        "exists": _("This operator has that already: let it end first."),
        "order": _("Enter a day that is not before its first day."),
        "utility": _("This operator does not connect that."),
    }[refusal.code]
