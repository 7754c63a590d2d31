"""All URLs. Pages live under a language; paths themselves are not translated."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("portal.messaging.urls")),
    *i18n_patterns(
        path("", include("portal.pages.urls")),
        path("", include("portal.identity.urls")),
        path("", include("portal.look_up.urls")),
        path("consumption/", include("consumption.urls")),
    ),
]
