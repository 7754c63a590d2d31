"""What stands outside the languages: probes, figures, and what robots and finders of faults look for."""

from django.urls import path

from portal.pages import health, robots

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("robots.txt", robots.robots, name="robots"),
    path(".well-known/security.txt", robots.security, name="security"),
]
