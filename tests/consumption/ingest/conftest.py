"""Fixtures for files that come in."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Reasons are checked by their English words."""
    with translation.override("en"):
        yield
