"""What the pages of an application that is not sent yet share."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from connectmyhome.application.access import application_of
from connectmyhome.application.models import Application
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.states import ApplicationState

P = ParamSpec("P")


def of_draft(
    view: Callable[Concatenate[HttpRequest, Application, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Give the view the application in place of its reference; who has sent it is led to what comes next."""

    @wraps(view)
    def inner(request: HttpRequest, reference: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        application = application_of(request, reference)
        if application.state != ApplicationState.DRAFT:
            return redirect("application:sent", reference)
        try:
            return view(request, application, *args, **kwargs)
        except UnableToApply as refusal:
            if refusal.code != "sent":  # in another window meanwhile
                raise
            return redirect("application:sent", reference)

    return cast("Callable[Concatenate[HttpRequest, str, P], HttpResponse]", inner)
