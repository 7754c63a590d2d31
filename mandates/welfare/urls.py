from django.urls import path

from mandates.welfare import views

app_name = "welfare"
urlpatterns = [
    path("welfare/", views.search, name="search"),
    path("welfare/report/", views.report, name="report"),
    path("welfare/dossier/<uuid:public_id>/", views.dossier, name="dossier"),
    path("welfare/dossier/<uuid:public_id>/pdf/", views.dossier_pdf, name="dossier_pdf"),
]
