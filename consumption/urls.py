from django.urls import include, path

app_name = "consumption"
urlpatterns = [
    path("", include("consumption.pages.urls")),
    path("", include("consumption.export.urls")),
]
