"""Who may open an application: who began it in this session, or came by a link that was sent to its address."""

from django.http import Http404, HttpRequest

from connectmyhome.application.models import Application
from connectmyhome.application.rules import ATTACH
from connectmyhome.application.states import ApplicationState
from portal.identity.words import explain
from portal.limits import LimitReached, LimitsUnavailable, take

_SESSION = "applications"  # public ids
_AT_MOST = 20


def let_in(request: HttpRequest, application: Application) -> None:
    """From now on this session may open the application."""
    known: list[str] = [each for each in request.session.get(_SESSION, []) if each != str(application.public_id)]
    request.session[_SESSION] = [*known, str(application.public_id)][-_AT_MOST:]


def application_of(request: HttpRequest, reference: str, *, or_erased: bool = False) -> Application:
    """The application, for views guarded by `APPLICANT`. One that this session may not open does not exist, nor,
    unless the view has something to say of it, one that was erased."""
    known = request.session.get(_SESSION, [])
    mine = Application.objects.select_related("commune").filter(reference=reference, public_id__in=known)
    found = mine.first()
    if found is None or (found.state == ApplicationState.ERASED and not or_erased):
        raise Http404
    return found


def too_often(request: HttpRequest, application: Application) -> str:
    """Why no further file of the application is judged just now; "" when one is, and it is counted."""
    if request.method != "POST":
        return ""
    try:
        take((ATTACH, str(application.public_id)))
    except (LimitReached, LimitsUnavailable) as error:
        return explain(error)
    return ""
