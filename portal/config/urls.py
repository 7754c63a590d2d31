"""All URLs. Pages live under a language; paths themselves are not translated."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler400 = "portal.ui.errors.bad_request"
handler403 = "portal.ui.errors.forbidden"
handler404 = "portal.ui.errors.not_found"
handler500 = "portal.ui.errors.server_error"

urlpatterns = [
    path("", include("portal.messaging.urls")),
    path("", include("portal.pages.urls_outside")),
    path("", include("consumption.customer_readings.urls_outside")),
    path("api/v1/", include("portal.accounts.clients.urls_api")),
    path("api/v1/", include("consumption.urls_api")),
    path("api/v1/", include("mandates.urls_api")),
    path("api/v1/", include("connectmyhome.legs.urls_api")),
    path("api/v1/", include("connectmyhome.legs.erasures.urls_api")),
    path("api/v1/", include("connectmyhome.workday.urls_api")),
    path("api/v1/", include("portal.api.urls")),
    *i18n_patterns(
        path("", include("portal.pages.urls")),
        path("", include("portal.identity.urls")),
        path("", include("portal.look_up.urls")),
        path("", include("portal.accounts.urls")),
        path("", include("portal.accounts.clients.urls")),
        path("", include("portal.accounts.webhooks.urls")),
        path("", include("portal.ean_delivery.urls")),
        path("", include("portal.supplier_name.urls")),
        path("", include("portal.correspondence.urls")),
        path("", include("portal.suppliers.urls")),
        path("", include("portal.cases.urls")),
        path("", include("consumption.by_letter.urls")),
        path("", include("consumption.customer_readings.urls")),
        path("", include("consumption.closing_pack.urls")),
        path("", include("consumption.bulk_export.urls")),
        path("consumption/", include("consumption.urls")),
        path("partner/", include("consumption.partner.urls")),
        path("partner/consumption/", include("consumption.urls_partner", namespace="partner_consumption")),
        path("", include("mandates.urls")),
        path("", include("mandates.papers.urls")),
        path("", include("mandates.welfare.urls")),
        path("", include("connectmyhome.territory.urls")),
        path("", include("connectmyhome.legs.erasures.urls")),
        path("", include("connectmyhome.application.urls")),
        path("", include("connectmyhome.legs.urls")),
        path("", include("connectmyhome.workday.urls")),
        path("", include("connectmyhome.tracking.urls")),
    ),
]
if settings.DEMO:
    urlpatterns += i18n_patterns(path("demo/", include("portal.pages.demo.urls")))
