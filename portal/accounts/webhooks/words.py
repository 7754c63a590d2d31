"""Events and what came of them, in words: each room names the types that it tells when it starts."""

from collections.abc import Mapping
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

TEST = "raccord.test"
_types: dict[str, Promise | str] = {TEST: gettext_lazy("A test event")}

_ERRORS = {
    "address": gettext_lazy("the address leads to no public server"),
    "refused": gettext_lazy("no connection could be made"),
    "slow": gettext_lazy("it did not answer within ten seconds"),
    "certificate": gettext_lazy("its certificate is not valid"),
    "unreadable": gettext_lazy("it broke off without an answer"),
    "secret": gettext_lazy("its secret cannot be read any more: make a new one"),
}


def name_events(types: Mapping[str, Promise | str]) -> None:
    """Put types of events into words: `leg.moved`."""
    _types.update(types)


def about(event_type: str) -> str:
    """The words for a type; its code for one that no room tells any more."""
    return str(_types.get(event_type, event_type))


def outcome(status: int | None, error: str) -> str:
    """The words for an answer, or for its lack; "" when nothing was tried yet."""
    if error:
        return str(_ERRORS.get(error, error))
    if status is None:
        return ""
    if 300 <= status < 400:
        return _("it answered %(status)s: we follow no redirect") % {"status": status}
    return _("it answered %(status)s") % {"status": _with_phrase(status)}


def _with_phrase(status: int) -> str:
    """ "503 Service Unavailable", as those who run servers know it in each language."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
