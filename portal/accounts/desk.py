"""The menu of the desk: each room registers its pages in its `AppConfig.ready`."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from portal.ui.guards import Right
from portal.ui.navigation import Link


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A page of the desk. `view` is a URL name without arguments, `right` the one that the view takes."""

    label: str | Promise
    view: str
    icon: str
    right: Right


_KEEPING = (Right.SEE_MESSAGES, Right.MANAGE_STAFF)
_entries: dict[str, DeskEntry] = {}


def register(entry: DeskEntry) -> None:
    """Put the page into the menu of whoever has its right."""
    _entries[entry.view] = entry


def entries() -> list[DeskEntry]:
    """All pages of the desk: calls and files first, the desk's own keeping last."""
    return sorted(_entries.values(), key=lambda entry: entry.right in _KEEPING)


def links(rights: Collection[Right], path: str) -> list[Link]:
    """The menu for somebody with `rights` who is at `path`; the longest address that fits is the current one."""
    found = [(entry, reverse(entry.view)) for entry in entries() if entry.right in rights]
    current = max((url for _entry, url in found if path.startswith(url)), key=len, default="")
    return [Link(entry.label, url, entry.icon, url == current) for entry, url in found]
