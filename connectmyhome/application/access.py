"""Who may open an application: who began it in this session, or came by a link that was sent to its address; until
another address counts."""

from django.http import Http404, HttpRequest
from django.utils.crypto import salted_hmac

from connectmyhome.application.models import Application
from connectmyhome.application.rules import ATTACH
from connectmyhome.application.states import ApplicationState
from portal.identity.words import explain
from portal.limits import LimitReached, LimitsUnavailable, take

_SESSION = "applications"  # a key of each
_AT_MOST = 20


def key_of(application: Application) -> str:
    """What a session holds that may open the application. It fits no longer once the address is another one: a
    stranger may have come by a link that went to the former."""
    address = salted_hmac("connect_session", application.email, algorithm="sha256").hexdigest()[:32]
    return f"{application.public_id}:{address}"


def let_in(request: HttpRequest, application: Application) -> None:
    """From now on this session may open the application."""
    known: list[str] = request.session.get(_SESSION, [])
    others = [each for each in known if not each.startswith(str(application.public_id))]
    request.session[_SESSION] = [*others, key_of(application)][-_AT_MOST:]


def application_of(request: HttpRequest, reference: str, *, or_erased: bool = False) -> Application:
    """The application, for views guarded by `APPLICANT`. One that this session may not open does not exist, nor,
    unless the view has something to say of it, one that was erased."""
    found = Application.objects.select_related("commune").filter(reference=reference).first()
    if found is None or not _fits(found, request.session.get(_SESSION, []), or_erased):
        raise Http404
    return found


def _fits(application: Application, known: list[str], or_erased: bool) -> bool:
    if application.state == ApplicationState.ERASED:  # with its address; and nothing of the person is left
        return or_erased and any(each.startswith(str(application.public_id)) for each in known)
    return key_of(application) in known


def too_often(request: HttpRequest, application: Application) -> str:
    """Why no further file of the application is judged just now; "" when one is, and it is counted."""
    if request.method != "POST":
        return ""
    try:
        take((ATTACH, str(application.public_id)))
    except (LimitReached, LimitsUnavailable) as error:
        return explain(error)
    return ""
