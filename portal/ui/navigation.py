"""What the header leads to, by who is looking: a stranger, somebody with a look-up code, a resident."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AT_DESK = "at_desk"  # in the session of a member of staff: the account's menu leads to the desk
FOR_ORGANISATION = "for_organisation"  # in the session of a member: the header leads to the organisation's pages


@dataclass(frozen=True, slots=True)
class Entry:
    """One link. `view` is a URL name; an entry whose view this portal does not have is left out.

    `covers` are the beginnings of other paths, without the language, that belong to the same entry.
    """

    label: str | Promise
    view: str
    icon: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    label: str | Promise
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """`state` is "stranger", "half" (password given, second factor not), "look_up" or "resident"."""

    state: str
    name: str
    main: list[Link]
    account: list[Link]


_STRANGER = [
    Entry(_("My consumption"), "look_up:start", "search"),
    Entry(_("Help and contact"), "pages:help", "circle-question-mark"),
]
_LOOK_UP = [
    Entry(_("Consumption"), "look_up:history", "chart-column", ("consumption/",)),
    Entry(_("Open an account"), "look_up:sign_up", "user-plus"),
    Entry(_("Help and contact"), "pages:help", "circle-question-mark"),
]
_RESIDENT = [
    Entry(_("My homes"), "pages:home_resident", "house", ("consumption/",)),
    Entry(_("Letters"), "correspondence:inbox", "mail"),
    Entry(_("Mandates"), "mandates:granted", "file-pen"),
    Entry(_("Who looked"), "pages:access_log", "eye"),
    Entry(_("Help and contact"), "pages:help", "circle-question-mark"),
]
_MEMBER = [
    Entry(_("My organisation"), "accounts:organisation", "briefcase", ("partner/", "supplier/", "welfare/")),
]
_ACCOUNT = [
    Entry(_("My account"), "identity:account", "user-cog"),
]
_DESK = [
    Entry(_("Desk"), "accounts:desk", "layout-dashboard"),
]


def navigation(request: HttpRequest) -> Navigation:
    """The header's links for this request."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        verified = user.is_verified()
        return Navigation(
            state="resident" if verified else "half",
            name=_short(user.name),
            main=_links(_main(request), request) if verified else [],
            account=_links(_account(request), request) if verified else [],
        )
    if user is not None and "look_up" in request.session:
        return Navigation("look_up", "", _links(_LOOK_UP, request), [])
    return stranger(request)


def landing(request: HttpRequest) -> str:
    """Where a user goes after signing in, unless another page was wanted."""
    if AT_DESK in request.session:
        return reverse("accounts:desk")
    return reverse("pages:landing" if FOR_ORGANISATION in request.session else "pages:home_resident")


def _main(request: HttpRequest) -> list[Entry]:
    if FOR_ORGANISATION not in request.session:
        return _RESIDENT
    # Help stands in the footer too: six entries do not fit beside languages and account.
    return [*_MEMBER, *(entry for entry in _RESIDENT if entry.view != "pages:help")]


def _account(request: HttpRequest) -> list[Entry]:
    return [*_DESK, *_ACCOUNT] if AT_DESK in request.session else _ACCOUNT


def stranger(request: HttpRequest) -> Navigation:
    """The header of a page that must not read the session."""
    return Navigation("stranger", "", _links(_STRANGER, request), [])


def _links(entries: list[Entry], request: HttpRequest) -> list[Link]:
    links = []
    for entry in entries:
        try:
            url = reverse(entry.view)
        except NoReverseMatch:
            continue
        links.append(Link(entry.label, url, entry.icon, _is_current(url, entry.covers, request.path)))
    return links


def _is_current(url: str, covers: tuple[str, ...], path: str) -> bool:
    without_language = path.lstrip("/").partition("/")[2]
    return path.startswith(url) or without_language.startswith(covers)


def _short(name: str) -> str:
    """Claire Dupont as "Claire D."; a person with one name keeps it."""
    first, _space, last = name.strip().partition(" ")
    return f"{first} {last[0]}." if last else first
