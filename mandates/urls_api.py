from django.urls import path

from mandates import api

app_name = "mandates_api"
urlpatterns = [
    path("mandate-requests/", api.MandateRequests.as_view(), name="requests"),
]
