"""What several pages share."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest

from connectmyhome.application.access import application_of
from connectmyhome.application.models import Application
from connectmyhome.application.operations import UnableToApply
from connectmyhome.application.states import ApplicationState


def if_sent(request: HttpRequest, reference: str) -> Application:
    """The application, once it was sent: before that there is nothing to follow."""
    application = application_of(request, reference)
    if application.state == ApplicationState.DRAFT:
        raise Http404
    return application


@contextmanager
def unless_erased() -> Iterator[None]:
    """An application that was erased while the page was open is not there any more."""
    try:
        yield
    except UnableToApply as gone:
        raise Http404 from gone
