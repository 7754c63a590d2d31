from django.urls import path

from portal.accounts.clients import views

app_name = "api_clients"
urlpatterns = [
    path("token/", views.token, name="token"),
]
