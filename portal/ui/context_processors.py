"""What each template may use."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.ui.navigation import Navigation, navigation


def portal(request: HttpRequest) -> dict[str, object]:
    """`demo`: whether this is the demo. `navigation`: the header's links, worked out when a template asks.
    `operator`: the operator's name and numbers."""
    lazy: Navigation = SimpleLazyObject(lambda: navigation(request))  # type: ignore[assignment]
    return {"demo": settings.DEMO, "navigation": lazy, "operator": settings.OPERATOR, "brand": settings.BRAND}
