"""The ways in which a journey is walked: in each language, on a screen and on a telephone, with and without
JavaScript. `make test` walks one of them, `make prove` all."""

from itertools import product
from typing import NamedTuple

import pytest

from tests.journeys.browser import LANGUAGES


class Way(NamedTuple):
    """What `open_page` takes: `open_page(**way._asdict())`."""

    language: str
    width: int
    javascript: bool


def walked(language: str, width: int, *, javascript: bool) -> pytest.MarkDecorator:
    """Gives the journey its `way`: this one, and under `-m prove` the fifteen others."""
    first = Way(language, width, javascript)
    return pytest.mark.parametrize(
        "way",
        [
            pytest.param(way, id=_id(way), marks=() if way == first else pytest.mark.prove)
            for way in (Way(*each) for each in product(LANGUAGES, (1280, 390), (True, False)))
        ],
    )


def _id(way: Way) -> str:
    return f"{way.language}-{way.width}" + ("" if way.javascript else "-no-script")
