"""Step-up: a second factor given a short while ago, before exports and contact changes."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from portal.identity.http import VERIFIED_AT, with_next
from portal.ui.middleware import now_of

FRESH = timedelta(minutes=15)
# A page with a form opens for less long, so that whoever fills it in has at least this time to send it.
TIME_TO_FILL_IN = timedelta(minutes=5)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def step_up_required(view: View[P]) -> View[P]:
    """Ask for the second factor again unless one was given in the last 15 minutes (10 to open a page).

    Stands below `@guarded(Guard.VERIFIED, …)`. The visitor comes back to the same URL by GET: put it on the page
    that shows the form and on the one that takes it.
    """

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        reading = request.method in ("GET", "HEAD")
        if not is_fresh(request, FRESH - TIME_TO_FILL_IN if reading else FRESH):
            return redirect(with_next("identity:step_up", request.get_full_path()))
        return view(request, *args, **kwargs)

    return inner


def is_fresh(request: HttpRequest, age: timedelta = FRESH) -> bool:
    """Whether a second factor was given in this session at most `age` ago."""
    given = request.session.get(VERIFIED_AT)
    return given is not None and 0 <= now_of(request).timestamp() - given <= age.total_seconds()
