from django.urls import path

from connectmyhome.legs.erasures import views

app_name = "erasures"
urlpatterns = [
    path("operator/erasures/", views.erasure_list, name="list"),
    path("operator/erasures/<uuid:public_id>/confirm/", views.confirm, name="confirm"),
]
