from django.urls import path

from consumption.partner import views

app_name = "partner"
urlpatterns = [
    path("access-points/", views.access_point_list, name="access_points"),
]
