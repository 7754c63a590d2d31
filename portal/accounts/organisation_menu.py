"""The menu of the pages for organisations: each room registers its own in its `AppConfig.ready`. They extend
`accounts/organisation.html`, which shows this menu, and for whom one acts."""

from django.http import HttpRequest

from portal.accounts.menu import Menu, MenuEntry
from portal.ui.guards import Guard, Right, rights_of
from portal.ui.navigation import Link

MemberEntry = MenuEntry

_menu = Menu(Right.MANAGE_MEMBERS)
register, entries = _menu.register, _menu.entries


def links(request: HttpRequest) -> list[Link]:
    """The pages that the user may open for the organisation that the user acts for."""
    house = request.membership.organisation.house  # type: ignore[attr-defined]
    return _menu.links(rights_of(request, Guard.MEMBER), house, request.path)
