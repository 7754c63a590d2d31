from django.urls import path

from mandates.views import held

app_name = "mandates"
urlpatterns = [
    path("partner/mandates/", held.mandates, name="held"),
]
