"""Every URL declares who may open it and what trace it leaves, and means it."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, converters, get_resolver

from portal.ui.guards import Declaration, Guard, Trace

SAMPLES: dict[type, str] = {
    converters.IntConverter: "1",
    converters.UUIDConverter: str(uuid.UUID(int=1)),
    converters.SlugConverter: "x",
    converters.StringConverter: "x",
    converters.PathConverter: "x",
}
ASKS_TO_COME_IN = {Guard.SIGNED_IN, Guard.VERIFIED, Guard.LOOK_UP}


def walk(resolver: URLResolver, route: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        here = route + _sample(pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, here)
        else:
            yield here, pattern


def _sample(pattern: URLPattern | URLResolver) -> str:
    """The pattern's part of a path, with something in each place that takes a value."""
    route = str(pattern.pattern)
    for parameter, converter in getattr(pattern.pattern, "converters", {}).items():
        sample = next((text for kind, text in SAMPLES.items() if type(converter) is kind), "x")
        for written in (f"<{parameter}>", *(f"<{kind}:{parameter}>" for kind in converters.get_converters())):
            route = route.replace(written, sample)
    return route


URLS = list(walk(get_resolver()))


def declaration(pattern: URLPattern) -> Any:
    return getattr(pattern.callback, "declaration", None)


@pytest.mark.parametrize(("path", "pattern"), URLS, ids=[path for path, _ in URLS])
def test_a_url_declares_its_guard_and_its_trace(path: str, pattern: URLPattern) -> None:
    assert isinstance(declaration(pattern), Declaration)


@pytest.mark.parametrize(("path", "pattern"), URLS, ids=[path for path, _ in URLS])
def test_a_page_for_everybody_discloses_nothing(path: str, pattern: URLPattern) -> None:
    declared = declaration(pattern)

    assert not (declared.guard is Guard.PUBLIC and declared.trace is Trace.DISCLOSURE)


def test_no_url_stands_in_the_way_of_another() -> None:
    paths = [path for path, _ in URLS]

    assert sorted({path for path in paths if paths.count(path) > 1}) == []


GUARDED = [
    (path, pattern) for path, pattern in URLS if getattr(declaration(pattern), "guard", None) in ASKS_TO_COME_IN
]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "pattern"), GUARDED, ids=[path for path, _ in GUARDED])
def test_who_is_not_signed_in_is_led_to_where_one_comes_in(path: str, pattern: URLPattern) -> None:
    client = Client()

    for response in (client.get(path), client.post(path)):
        assert response.status_code in (302, 405), response.status_code
        assert response.status_code == 405 or response["Location"].split("?")[0] != path
