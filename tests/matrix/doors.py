"""Every URL of the portal, as the resolver knows it."""

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from portal.ui.guards import Declaration


@dataclass(frozen=True)
class Door:
    name: str
    path: str
    parameters: tuple[str, ...]
    declared: Declaration
    view: Any  # the class of one, where there is one


def doors(
    resolver: URLResolver, spaces: tuple[str, ...] = (), taken: tuple[str, ...] = (), before: str = ""
) -> list[Door]:
    found = []
    for pattern in resolver.url_patterns:
        parameters, path = (*taken, *pattern.pattern.converters), f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inside = (*spaces, pattern.namespace) if pattern.namespace else spaces
            found += doors(pattern, inside, parameters, path)
        elif isinstance(pattern, URLPattern):
            name = ":".join([*spaces, pattern.name or ""])
            view = getattr(pattern.callback, "cls", None)
            found.append(Door(name, path, parameters, pattern.callback.declaration, view))
    return found


DOORS = doors(get_resolver())
