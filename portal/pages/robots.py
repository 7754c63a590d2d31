"""Texts for robots and for people who find a fault."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from portal.ui.guards import Guard, guarded
from portal.ui.middleware import now_of

# What may be found by a search engine; all else is personal, or leads there.
_FOUND = ["$", "help/$", "accessibility/$", "privacy/$", "status/$"]


@guarded(Guard.PUBLIC)
def robots(request: HttpRequest) -> HttpResponse:
    """Let the public pages be found, and nothing else."""
    lines = ["User-agent: *", "Disallow: /", "Allow: /static/"]
    lines += [f"Allow: /{language}/{page}" for language, _ in settings.LANGUAGES for page in _FOUND]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@guarded(Guard.PUBLIC)
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a fault (RFC 9116)."""
    expires = localtime(now_of(request)).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.OPERATOR['security_email']}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: fr, nl, de, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
