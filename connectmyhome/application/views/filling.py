"""The task list, and one question per page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from connectmyhome.application import operations
from connectmyhome.application.facts import facts_of
from connectmyhome.application.forms import FORMS
from connectmyhome.application.models import Application
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.overview import overview_of
from connectmyhome.application.questions import BY_SLUG, Question, after, asked
from connectmyhome.application.views.drafts import of_draft
from connectmyhome.application.words import LEADS, TITLES
from connectmyhome.territory.queries import who_serves
from portal.identity.http import data_of
from portal.primitives.period import belgian_day
from portal.ui.guards import Guard, Trace, guarded
from portal.ui.middleware import now_of

_CHANGING = "change"  # in the query: came from the page with all answers


@guarded(Guard.APPLICANT, Trace.OWN_ACCOUNT)
@of_draft
def tasks(request: HttpRequest, application: Application) -> HttpResponse:
    """What is asked, and what is done."""
    overview = overview_of(application, now=now_of(request))
    return render(request, "application/tasks.html", {"application": application, "overview": overview})


@guarded(Guard.APPLICANT, Trace.CHANGE)
@of_draft
def question(request: HttpRequest, application: Application, slug: str) -> HttpResponse:
    """One question; its answer is kept at once."""
    facts = facts_of(application, today=belgian_day(now_of(request)))
    here = BY_SLUG[slug]
    if here not in asked(facts):
        raise Http404
    form = FORMS[slug](data_of(request), application=application, facts=facts)
    if form.is_valid():
        try:
            operations.save(
                application=application,
                answers=form.answers(),
                revision=form.told_revision,
                now=now_of(request),
                **form.changes(),
            )
        except UnableToApply as refusal:
            if refusal.code != "changed":
                raise
            application.refresh_from_db()
            form.tell_changed()
        else:
            return redirect(_onward(request, application, here))
    changing = _CHANGING in request.GET
    context = {
        "form": form,
        "application": application,
        "slug": slug,
        "title": TITLES[slug],
        "lead": LEADS.get(slug, ""),
        "facts": facts,
        "serving": who_serves(application.commune, on=facts.today) if application.commune else [],
        "back": reverse("application:check" if changing else "application:tasks", args=[application.reference]),
    }
    return render(request, "application/question.html", context)


def _onward(request: HttpRequest, application: Application, here: Question) -> str:
    """The next question of the section; who changes an answer goes back to all of them,
    unless it opened others."""
    facts = facts_of(application, today=belgian_day(now_of(request)))
    changing = _CHANGING in request.GET
    following = after(here, facts)
    while changing and following is not None and following.is_done(facts):
        following = after(following, facts)
    if following is None:
        return reverse("application:check" if changing else "application:tasks", args=[application.reference])
    path = reverse(f"application:{following.slug}", args=[application.reference])
    return f"{path}?{_CHANGING}" if changing else path
