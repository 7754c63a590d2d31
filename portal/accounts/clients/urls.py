from django.urls import path

from portal.accounts.clients import views

app_name = "clients"
urlpatterns = [
    path("organisation/api/", views.client_list, name="list"),
    path("organisation/api/<uuid:public_id>/", views.client, name="client"),
]
