"""What several pages share."""

from django.http import Http404, HttpRequest

from connectmyhome.application.access import application_of
from connectmyhome.application.models import Application
from connectmyhome.application.states import ApplicationState


def if_sent(request: HttpRequest, reference: str) -> Application:
    """The application, once it was sent: before that there is nothing to follow."""
    application = application_of(request, reference)
    if application.state == ApplicationState.DRAFT:
        raise Http404
    return application
