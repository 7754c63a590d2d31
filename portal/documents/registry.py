"""Each room registers how it composes its documents (in its AppConfig.ready), by name."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation

from portal.documents.model import Document
from portal.primitives.errors import RaccordError

Compose = Callable[[Mapping[str, Any]], Document]

_composers: dict[str, Compose] = {}


class DocumentFault(RaccordError):
    """A document that cannot be composed: nobody registered the name, or a value is missing or malformed."""


def register(name: str, compose: Compose) -> None:
    """Have `compose` make the documents called `name`. It is called with the reader's language active."""
    _composers[name] = compose


def names() -> set[str]:
    """The documents that rooms registered."""
    return set(_composers)


def compose(name: str, context: Mapping[str, Any], language: str) -> Document:
    """The document `name` for `context` (JSON values only), in `language`. Raises `DocumentFault`."""
    try:
        make = _composers[name]
    except KeyError:
        raise DocumentFault(f"no document {name}") from None
    try:
        with translation.override(language):
            return make(context)
    except (KeyError, ValueError, TypeError) as error:
        raise DocumentFault(f"{name}: {type(error).__name__}: {error}") from error
