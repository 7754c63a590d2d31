from django.urls import path

from portal.suppliers import views

app_name = "suppliers"
urlpatterns = [
    path("supplier/", views.access_points, name="list"),
    path("supplier/download/", views.download, name="download"),
    path("supplier/<uuid:public_id>/", views.access_point, name="access_point"),
]
