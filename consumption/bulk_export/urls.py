from django.urls import path

from consumption.bulk_export import views

app_name = "bulk_export"
urlpatterns = [
    path("partner/exports/", views.export_list, name="list"),
    path("partner/exports/<uuid:public_id>/", views.export, name="export"),
    path("partner/exports/<uuid:public_id>/cancel/", views.cancel, name="cancel"),
    path("partner/exports/<uuid:public_id>/outcome.csv", views.fetch_outcome, name="outcome"),
    path("partner/exports/<uuid:public_id>/<slug:energy>.csv", views.fetch, name="fetch"),
]
