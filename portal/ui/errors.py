"""Pages for when a page cannot be shown. A stranger's object and an unknown one get the same 404 to the byte."""

from datetime import timedelta
from math import ceil

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.ui.context_processors import constants
from portal.ui.navigation import stranger


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read; 413: it brings more than its page takes. Its host may be forged, so nothing
    of it is used."""
    if isinstance(exception, RequestDataTooBig):
        return _bare(
            request,
            413,
            _("What you sent is too large"),
            _("Go back and choose a smaller file. Nothing of it was kept."),
        )
    return _bare(
        request,
        400,
        _("We could not read this request"),
        _("Go back and try again. If you followed a link, check that it is complete."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this visitor."""
    return _page(
        request,
        403,
        _("You may not open this page"),
        _("Sign in with the account that this page is for, or start again from the home page."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open for too long, or did not come from this site."""
    return _page(
        request,
        403,
        _("Send the form once more"),
        _(
            "The page stayed open for too long, or your browser refuses cookies. Nothing was changed. "
            "Go back, reload the page and send the form again."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing here that this visitor may see."""
    return _page(
        request,
        404,
        _("We cannot find this page"),
        _("Check the address, or start again from the home page. What you look for may have moved or ended."),
    )


def too_many(request: HttpRequest, retry_after: timedelta) -> HttpResponse:
    """429: a limit is reached; try again in `retry_after`."""
    minutes = max(1, ceil(retry_after.total_seconds() / 60))
    if minutes < 120:
        wait = ngettext("Try again in %(count)d minute.", "Try again in %(count)d minutes.", minutes)
        advice = wait % {"count": minutes}
    else:
        hours = ceil(minutes / 60)
        wait = ngettext("Try again in %(count)d hour.", "Try again in %(count)d hours.", hours)
        advice = wait % {"count": hours}
    response = _page(request, 429, _("Too many tries"), advice)
    response["Retry-After"] = str(max(1, ceil(retry_after.total_seconds())))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Uses neither the session nor the database."""
    return _bare(
        request,
        500,
        _("Something went wrong on our side"),
        _("Try again in a few minutes. If it happens again, call us: we can then see what happened."),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: a part of the portal is away for a moment. Uses neither the session nor the database."""
    response = _bare(
        request,
        503,
        _("The portal is not available right now"),
        _("Try again in a few minutes. Nothing of yours was lost."),
    )
    response["Retry-After"] = "60"
    return response


def _page(request: HttpRequest, status: int, heading: str, advice: str) -> HttpResponse:
    context = {"heading": heading, "advice": advice, "error_page": True}
    return render(request, "ui/error.html", context, status=status)


def _bare(request: HttpRequest, status: int, heading: str, advice: str) -> HttpResponse:
    context = {
        "heading": heading,
        "advice": advice,
        "error_page": True,
        "navigation": stranger(request),
        **constants(),
    }
    return HttpResponse(render_to_string("ui/error.html", context), status=status)
