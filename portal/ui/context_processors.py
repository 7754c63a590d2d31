"""What each template may use."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """`demo`: whether this is the demo."""
    return {"demo": settings.DEMO}
