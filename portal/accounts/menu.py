"""Menus that rooms fill: of the desk, and of the pages for organisations."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from portal.accounts.roles import House
from portal.ui.guards import Right
from portal.ui.navigation import Link


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page. `view` is a URL name without arguments, `right` the one that the view takes, `houses` those whose
    menu shows it, where the right alone does not say."""

    label: str | Promise
    view: str
    icon: str
    right: Right
    houses: frozenset[House] = frozenset(House)


class Menu:
    """The registered pages, those with a right of `last` at the end."""

    def __init__(self, *last: Right) -> None:
        self._last = last
        self._entries: dict[str, MenuEntry] = {}

    def register(self, entry: MenuEntry) -> None:
        """Put the page into the menu of whoever has its right."""
        self._entries[entry.view] = entry

    def entries(self) -> list[MenuEntry]:
        return sorted(self._entries.values(), key=lambda entry: entry.right in self._last)

    def links(self, rights: Collection[Right], house: House, path: str) -> list[Link]:
        """The menu for somebody with `rights` in `house` who is at `path`; the longest address that fits is the
        current one."""
        allowed = [entry for entry in self.entries() if entry.right in rights and house in entry.houses]
        found = [(entry, reverse(entry.view)) for entry in allowed]
        current = max((url for _entry, url in found if path.startswith(url)), key=len, default="")
        return [Link(entry.label, url, entry.icon, url == current) for entry, url in found]
