"""The menu of the desk: each room registers its pages in its `AppConfig.ready`; the desk's own come last."""

from collections.abc import Collection

from portal.accounts.menu import Menu, MenuEntry
from portal.accounts.roles import House
from portal.ui.guards import Right
from portal.ui.navigation import Link

DeskEntry = MenuEntry

_menu = Menu(Right.SEE_MESSAGES, Right.ADMIT_ORGANISATIONS, Right.MANAGE_STAFF)
register, entries = _menu.register, _menu.entries


def links(rights: Collection[Right], path: str) -> list[Link]:
    """The menu for somebody with `rights` who is at `path`."""
    return _menu.links(rights, House.OPERATOR, path)
