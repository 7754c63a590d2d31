"""What each template may use."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.ui.formats import NO_BREAK
from portal.ui.navigation import Navigation, navigation


def portal(request: HttpRequest) -> dict[str, object]:
    """`demo`: whether this is the demo. `navigation`: the header's links, worked out when a template asks.
    `operator`: the operator's name and numbers."""
    lazy: Navigation = SimpleLazyObject(lambda: navigation(request))  # type: ignore[assignment]
    return {"navigation": lazy, **constants()}


@lru_cache(maxsize=1)
def constants() -> dict[str, object]:
    """What a page may use even when nothing about the visitor may be asked. Telephone numbers stay on one line."""
    operator = {
        key: value.replace(" ", NO_BREAK) if key.endswith("_number") else value
        for key, value in settings.OPERATOR.items()
    }
    return {"demo": settings.DEMO, "operator": operator, "brand": settings.BRAND}
