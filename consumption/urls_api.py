from django.urls import path

from consumption.partner import api

app_name = "consumption_api"
urlpatterns = [
    path("access-points/", api.AccessPointList.as_view(), name="access_points"),
    path("access-points/<uuid:public_id>/history/", api.AccessPointHistory.as_view(), name="history"),
]
